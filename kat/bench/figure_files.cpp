#include "figure_files.hpp"

#include "files.hpp"
#include "gnuplot.hpp"
#include "json.hpp"

#include <sstream>

namespace emrshare {
namespace {

using kat::Json;

Json json_of(const Curve& curve) {
    Json points = Json::array();
    for (const auto& [x, y] : curve.points)
        points.push_back({x, y});
    return {{"name", curve.name}, {"points", std::move(points)}};
}

Json json_of(const Figure& figure) {
    Json panels = Json::array();
    for (const Panel& panel : figure.panels) {
        Json curves = Json::array();
        for (const Curve& curve : panel.curves)
            curves.push_back(json_of(curve));
        panels.push_back({{"title", panel.title},
                          {"x", panel.x},
                          {"y", panel.y},
                          {"logarithmic", panel.logarithmic},
                          {"curves", std::move(curves)}});
    }
    return {{"format", "emrshare-figure-1"},
            {"name", figure.name},
            {"title", figure.title},
            {"note", figure.note},
            {"panels", std::move(panels)}};
}

/// Rows of a picture with so many panels, two beside one another.
std::size_t rows_of(const Figure& figure) {
    return (figure.panels.size() + 1) / 2;
}

void write_panel(std::ostream& script, const Panel& panel, std::size_t number) {
    script << "set title '" << panel.title << "'\nset xlabel '" << panel.x << "'\nset ylabel '" << panel.y << "'\n"
           << (panel.logarithmic ? "set logscale xy\nset yrange [*:*]\n" : "unset logscale\nset yrange [0:*]\n");
    for (std::size_t i = 0; i < panel.curves.size(); ++i) {
        script << "$data" << number << '_' << i << " << END\n";
        for (const auto& [x, y] : panel.curves[i].points)
            script << x << ' ' << y << '\n';
        script << "END\n";
    }
    script << "plot ";
    for (std::size_t i = 0; i < panel.curves.size(); ++i)
        script << (i == 0 ? "" : ", ") << "$data" << number << '_' << i << " using 1:2 with linespoints pt 7 ps 0.5 lc "
               << i + 1 << " title '" << panel.curves[i].name << "'";
    script << '\n';
}

std::string script_of(const Figure& figure) {
    const std::size_t columns = figure.panels.size() > 1 ? 2 : 1;
    std::ostringstream script;
    script << "set terminal svg size " << 450 * columns << ',' << 330 * rows_of(figure) + 60
           << " background 'white' noenhanced font ',11'\nset multiplot layout " << rows_of(figure) << ',' << columns
           << " title '" << figure.title << "' noenhanced margins screen 0.1,0.97,"
           << 0.32 / static_cast<double>(rows_of(figure)) << ",0.9 spacing screen 0.12,"
           << 0.32 / static_cast<double>(rows_of(figure))
           << "\nset xtics out nomirror\nset offsets graph 0.02,graph 0.02,graph 0,graph 0\n"
           << "set label 1 '" << figure.note << "' at screen 0.01,0.02 noenhanced font ',9'\n"
           << "set grid\nset key top left noenhanced\n";
    for (std::size_t i = 0; i < figure.panels.size(); ++i)
        write_panel(script, figure.panels[i], i);
    script << "unset multiplot\n";
    return script.str();
}

} // namespace

void write_figure_files(const std::filesystem::path& folder, const Figure& figure) {
    using kat::Access;
    kat::write_file(folder / (figure.name + ".json"), Access::everyone, kat::to_text(json_of(figure)));
    kat::write_file(folder / (figure.name + ".svg"), Access::everyone, kat::draw_svg(script_of(figure)));
}

} // namespace emrshare
