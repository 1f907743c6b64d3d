# The static library needs FLINT, Crypto++, Highway and threads at link time; the find modules for the first two lie beside this
# file.
include(CMakeFindDependencyMacro)
list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
find_dependency(FLINT)
find_dependency(CryptoPP)
find_dependency(hwy)
find_dependency(Threads)
list(REMOVE_AT CMAKE_MODULE_PATH 0)
include("${CMAKE_CURRENT_LIST_DIR}/emrshareTargets.cmake")
