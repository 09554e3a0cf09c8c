# cmake -DFOLDER=dictionaries -DOUTPUT=built_in.cpp -P embed.cmake: the TOML files of a folder as a
# C++ function. In pieces, because a string literal may be no longer than 65,535 bytes everywhere.
set(cases "")
file(GLOB files ${FOLDER}/*.toml)
list(SORT files)
foreach(file ${files})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  string(LENGTH "${text}" length)
  set(pieces "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(APPEND pieces "    R\"embedded(${piece})embedded\"\n")
    math(EXPR at "${at} + 8000")
  endwhile()
  string(APPEND cases "  if (name == \"${name}\")\n    return\n${pieces}    ;\n")
endforeach()
file(WRITE ${OUTPUT}
     "#include \"venscope/cohort/built_in.hpp\"\n\n"
     "namespace venscope::cohort {\n\n"
     "std::string_view built_in_text(std::string_view name) {\n${cases}  return {};\n}\n\n"
     "}  // namespace venscope::cohort\n")
