# SPDX-License-Identifier: MIT
# Tests that run the program: case folders, the fixture company, independent readers.
set(PYTHON /usr/bin/python3)

add_test(NAME docs/reference-is-current COMMAND ${PYTHON} ${CMAKE_SOURCE_DIR}/docs/make_reference.py --check)
add_test(NAME tree/messages-speak-french COMMAND ${PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/french.py ${CMAKE_SOURCE_DIR})
add_test(NAME tree/includes-follow-the-data COMMAND ${PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/include_order.py ${CMAKE_SOURCE_DIR})

# A case is a folder with an expect/ in it: adding a case is adding a folder.
file(GLOB_RECURSE about_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cases/*/about.txt)
foreach(about IN LISTS about_files)
  get_filename_component(folder ${about} DIRECTORY)
  file(RELATIVE_PATH name ${CMAKE_CURRENT_SOURCE_DIR} ${folder})
  add_test(NAME ${name} COMMAND ${PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/run_case.py $<TARGET_FILE:reliure> ${folder})
endforeach()

# tests/program/<name>_test.py: scenarios of several runs. 77 means skipped, with a word on standard output.
file(GLOB scenarios CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/program/*_test.py ${CMAKE_CURRENT_SOURCE_DIR}/outside/*_test.py)
foreach(script IN LISTS scenarios)
  get_filename_component(name ${script} NAME_WE)
  get_filename_component(folder ${script} DIRECTORY)
  get_filename_component(kind ${folder} NAME)
  add_test(NAME ${kind}/${name} COMMAND ${PYTHON} ${script} $<TARGET_FILE:reliure>)
  set_tests_properties(${kind}/${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900 LABELS ${kind})
endforeach()
