#include "operation.hpp"
namespace emrshare::kat {
std::vector<Operation> transcript_operations() { return {}; }
}
