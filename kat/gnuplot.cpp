#include "gnuplot.hpp"

#include "base/error.hpp"

#include <cstdio>
#include <memory>

namespace emrshare::kat {

std::string draw_svg(const std::string& script) {
    // A script on standard input and the picture on standard output need a pipe each way; a temporary file is simpler.
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> input(std::tmpfile(), std::fclose);
    require(input && std::fputs(script.c_str(), input.get()) >= 0 && std::fflush(input.get()) == 0, "PLOT.C1",
            "gnuplot", "no temporary file");
    std::rewind(input.get());
    const std::string command = "gnuplot /dev/fd/" + std::to_string(fileno(input.get()));
    std::FILE* const output = popen(command.c_str(), "r");
    std::string picture;
    char buffer[4096];
    for (std::size_t count = 1; output != nullptr && count > 0;) {
        count = std::fread(buffer, 1, sizeof buffer, output);
        picture.append(buffer, count);
    }
    // A script with an error ends in a picture, too, but not in a status of 0.
    const bool is_drawn = output != nullptr && pclose(output) == 0 && picture.find("</svg>") != std::string::npos;
    require(is_drawn, "PLOT.C1", "gnuplot", "it made no picture: is gnuplot-nox installed?");
    return picture;
}

} // namespace emrshare::kat
