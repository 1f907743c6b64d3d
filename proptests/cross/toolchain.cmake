# Cross compilation with Debian's g++ for EMRSHARE_TRIPLET and the libraries unpacked in EMRSHARE_SYSROOT.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES EMRSHARE_TRIPLET EMRSHARE_SYSROOT)
set(CMAKE_SYSTEM_NAME Linux)
string(REGEX MATCH "^[^-]+" CMAKE_SYSTEM_PROCESSOR ${EMRSHARE_TRIPLET})
set(CMAKE_CXX_COMPILER ${EMRSHARE_TRIPLET}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE ${EMRSHARE_TRIPLET})

# Not CMAKE_SYSROOT: the C library and its headers come with the cross compiler.
set(CMAKE_FIND_ROOT_PATH ${EMRSHARE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# A native compiler on Debian searches the headers of its architecture by itself.
set(CMAKE_CXX_FLAGS_INIT "-isystem ${EMRSHARE_SYSROOT}/usr/include/${EMRSHARE_TRIPLET}")
# FLINT's own needs, which the linker looks up as well.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,-rpath-link,${EMRSHARE_SYSROOT}/usr/lib/${EMRSHARE_TRIPLET}")
