# The static library needs FLINT and Crypto++ at link time; the find modules for them lie beside this file.
include(CMakeFindDependencyMacro)
list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
find_dependency(FLINT)
find_dependency(CryptoPP)
list(REMOVE_AT CMAKE_MODULE_PATH 0)
include("${CMAKE_CURRENT_LIST_DIR}/emrshareTargets.cmake")
