/// @file
/// Questions with fresh inputs, and the smallest ones on which the adapter and the library differ.
#pragma once

#include "validate/validation.hpp"

namespace emrshare::kat {

/// The vectors that a seed gives for a selection, with @p count random cases of each operation.
/// @throws Rejection `KAT.Operation.C1` if no file fits the selection
std::vector<Question> fresh_questions(const Selection& selection, const Coins& seed, std::size_t count);

/// Replaces the first failed question of each operation and way by one with inputs that are as small as they get and
/// fail in the same way. Its comment says that it was shrunk, its vector holds the inputs.
void shrink_failures(Validation& validation, const ValidationOptions& options);

} // namespace emrshare::kat
