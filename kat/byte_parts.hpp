/// @file
/// The long byte strings of which encoded messages consist: signatures and keys, which many vectors of a file have.
#pragma once

#include <string>
#include <vector>

namespace emrshare::kat {

/// The byte strings of at least 512 bytes in the item that @p hex encodes, in hex and in their order; those of the item
/// that such a byte string encodes in its place. None if @p hex is no encoding of an array.
std::vector<std::string> byte_parts(const std::string& hex);

} // namespace emrshare::kat
