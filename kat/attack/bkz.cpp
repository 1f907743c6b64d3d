// Apart from FLINT, whose macros have the names of fplll's constants.
#include "attack/reduction.hpp"

#include <fplll.h>

#include <mutex>
#include <stdexcept>

namespace emrshare::kat::attack {
namespace {

/// fplll converts numbers in variables that all threads share.
std::mutex fplll_is_in_use;

} // namespace

Basis reduce_bkz(const Basis& basis, std::uint32_t block_size) {
    const Basis start = reduce_lll(basis);
    if (block_size <= 2) return start;
    const int rows = static_cast<int>(start.size());
    const int columns = static_cast<int>(start.front().size());
    const std::lock_guard<std::mutex> lock(fplll_is_in_use);
    fplll::ZZ_mat<mpz_t> matrix(rows, columns);
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < columns; ++j)
            matrix(i, j) = static_cast<long>(start[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]);
    }
    const int status =
        fplll::bkz_reduction(matrix, static_cast<int>(block_size), fplll::BKZ_AUTO_ABORT, fplll::FT_DOUBLE);
    if (status != fplll::RED_SUCCESS)
        throw std::runtime_error(std::string("fplll: ") + fplll::get_red_status_str(status));
    Basis reduced = start;
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < columns; ++j)
            reduced[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = matrix(i, j).get_si();
    }
    return reduced;
}

} // namespace emrshare::kat::attack
