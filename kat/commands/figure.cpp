#include "commands/figure.hpp"

#include "base/error.hpp"
#include "files.hpp"
#include "gnuplot.hpp"

#include <algorithm>
#include <sstream>

namespace emrshare::kat {
namespace {

using attack::Row;

/// The variants that have an abscissa, in their order.
std::vector<std::string> variants_of(const std::vector<Row>& rows) {
    std::vector<std::string> variants;
    for (const Row& row : rows) {
        const bool is_new = std::find(variants.begin(), variants.end(), row.variant) == variants.end();
        if (row.x > 0 && is_new) variants.push_back(row.variant);
    }
    return variants;
}

/// The script with its data inline. Texts are those of the registry and of experiments: no quotes in them.
std::string script(const std::string& title, const std::vector<Row>& rows, const std::vector<std::string>& variants) {
    std::ostringstream text;
    text << "set terminal svg size 800,500 background 'white'\nset title '" << title
         << "' noenhanced\nset logscale x\nset key outside bottom center horizontal noenhanced\nset grid\n";
    for (std::size_t i = 0; i < variants.size(); ++i) {
        text << "$data" << i << " << END\n";
        for (const Row& row : rows) {
            if (row.variant != variants[i] || row.x <= 0) continue;
            text << row.x << ' ' << row.measured.value << ' ' << row.measured.low << ' ' << row.measured.high << ' ';
            if (row.predicted) text << *row.predicted << '\n';
            if (!row.predicted) text << "NaN\n";
        }
        text << "END\n";
    }
    text << "plot ";
    for (std::size_t i = 0; i < variants.size(); ++i) {
        const std::string colour = " lc " + std::to_string(i + 1);
        text << (i == 0 ? "" : ", ") << "$data" << i << " using 1:2:3:4 with yerrorbars pt 7" << colour << " title '"
             << variants[i] << "', $data" << i << " using 1:5 with lines" << colour << " title 'predicted'";
    }
    text << '\n';
    return text.str();
}

} // namespace

void write_figure(const std::filesystem::path& path, const std::string& title, const std::vector<Row>& rows) {
    const std::vector<std::string> variants = variants_of(rows);
    require(!variants.empty(), "ATTACK.Plot.C1", "--plot", "this experiment has nothing to draw");
    write_file(path, Access::everyone, draw_svg(script(title, rows, variants)));
}

} // namespace emrshare::kat
