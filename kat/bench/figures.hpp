/// @file
/// The paper's figures 3 and 4, measured here, and how times grow with the sizes of the system.
#pragma once

namespace emrshare {

/// The command `emrshare-bench --figures DIR`: measures, and writes each figure as JSON and, by gnuplot, as SVG.
/// @return the exit code
int draw_figures(int argc, char** argv);

} // namespace emrshare
