/// @file
/// What a figure of measurements holds, and its files.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace emrshare {

/// Points with one name.
struct Curve {
    std::string name;
    std::vector<std::pair<double, double>> points;
};

/// One diagram.
struct Panel {
    std::string title;
    std::string x; ///< what its axis shows
    std::string y; ///< what its axis shows
    bool logarithmic = false;
    std::vector<Curve> curves;
};

/// Diagrams in one picture. No text has quotes in it.
struct Figure {
    std::string name; ///< of its files
    std::string title;
    std::string note; ///< what a reader has to know
    std::vector<Panel> panels;
};

/// Writes NAME.json and NAME.svg. @throws Rejection `FILE.C2`, `PLOT.C1`
void write_figure_files(const std::filesystem::path& folder, const Figure& figure);

} // namespace emrshare
