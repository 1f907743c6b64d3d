/// @file
/// Figures of experiments.
#pragma once

#include "attack/experiment.hpp"

#include <filesystem>

namespace emrshare::kat {

/// Draws the rows of one experiment as an SVG file by gnuplot: the measured values with their intervals, and the
/// predicted ones, over the abscissa; a curve for each variant. Rows without an abscissa are left out.
/// @throws Rejection `ATTACK.Plot.C1` if no row has one, `PLOT.C1` if gnuplot does not run, `FILE.C2`
void write_figure(const std::filesystem::path& path, const std::string& title, const std::vector<attack::Row>& rows);

} // namespace emrshare::kat
