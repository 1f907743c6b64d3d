# With EMRSHARE_UNITY=ON the files of a group are compiled as one, so that headers and templates that they share cost
# once. No file-local name may occur twice within a group; files in no group are compiled one by one.

# emrshare_unity_group(target group files...)
function(emrshare_unity_group target group)
  set_target_properties(${target} PROPERTIES
    UNITY_BUILD ${EMRSHARE_UNITY}
    UNITY_BUILD_MODE GROUP
    UNITY_BUILD_CODE_BEFORE_INCLUDE "// NOLINTNEXTLINE(bugprone-suspicious-include): clang-tidy reads these files, too")
  set_source_files_properties(${ARGN} PROPERTIES UNITY_GROUP ${group})
endfunction()

# emrshare_unity_folders(target folders...): a group of each folder's files.
function(emrshare_unity_folders target)
  get_target_property(sources ${target} SOURCES)
  foreach(folder ${ARGN})
    set(group ${sources})
    list(FILTER group INCLUDE REGEX "^${folder}/")
    emrshare_unity_group(${target} ${folder} ${group})
  endforeach()
endfunction()
