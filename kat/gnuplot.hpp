/// @file
/// Pictures by gnuplot.
#pragma once

#include <string>

namespace emrshare::kat {

/// The SVG that gnuplot makes of a script, which sets the terminal and no output.
/// @throws Rejection `PLOT.C1` if gnuplot does not run or makes none
std::string draw_svg(const std::string& script);

} // namespace emrshare::kat
