# Finds Crypto++, which comes with no CMake package on Debian 12, and defines CryptoPP::CryptoPP.
# Installed beside emrshareConfig.cmake, so that a consumer looks for Crypto++ on its own machine.
find_path(CRYPTOPP_INCLUDE_DIR crypto++/shake.h)
find_library(CRYPTOPP_LIBRARY NAMES crypto++ cryptopp)
mark_as_advanced(CRYPTOPP_INCLUDE_DIR CRYPTOPP_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CryptoPP REQUIRED_VARS CRYPTOPP_LIBRARY CRYPTOPP_INCLUDE_DIR)

if(CryptoPP_FOUND AND NOT TARGET CryptoPP::CryptoPP)
  add_library(CryptoPP::CryptoPP UNKNOWN IMPORTED)
  set_target_properties(CryptoPP::CryptoPP PROPERTIES
    IMPORTED_LOCATION "${CRYPTOPP_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${CRYPTOPP_INCLUDE_DIR}")
endif()
