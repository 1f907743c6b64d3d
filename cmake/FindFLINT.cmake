# Finds FLINT, which comes with no CMake package on Debian 12, and defines FLINT::FLINT.
# Installed beside emrshareConfig.cmake, so that a consumer looks for FLINT on its own machine.
find_path(FLINT_INCLUDE_DIR flint/nmod_poly.h)
find_library(FLINT_LIBRARY flint)
# flint.h includes gmp.h, which Debian keeps in a directory of its own for each architecture.
find_path(FLINT_GMP_INCLUDE_DIR gmp.h)
find_library(FLINT_GMP_LIBRARY gmp)
find_library(FLINT_MPFR_LIBRARY mpfr)
mark_as_advanced(FLINT_INCLUDE_DIR FLINT_LIBRARY FLINT_GMP_INCLUDE_DIR FLINT_GMP_LIBRARY FLINT_MPFR_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(FLINT
  REQUIRED_VARS FLINT_LIBRARY FLINT_INCLUDE_DIR FLINT_GMP_LIBRARY FLINT_GMP_INCLUDE_DIR FLINT_MPFR_LIBRARY)

if(FLINT_FOUND AND NOT TARGET FLINT::FLINT)
  add_library(FLINT::FLINT UNKNOWN IMPORTED)
  # MPFR and GMP are named for the sake of a static libflint.a, which does not say what it needs.
  set_target_properties(FLINT::FLINT PROPERTIES
    IMPORTED_LOCATION "${FLINT_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${FLINT_INCLUDE_DIR};${FLINT_GMP_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${FLINT_MPFR_LIBRARY};${FLINT_GMP_LIBRARY}")
endif()
