# cmake -DFILES=a.json;b.json -DROOT=… -DROOM=risk -DFUNCTION=embedded_cards -DOUTPUT=….cpp -P
# embed.cmake: files as a C++ function that returns a span of EmbeddedFile, in the order of FILES.
# Each in pieces of whole lines, because a string literal may be no longer than 65,535 bytes
# everywhere, and none may end within a letter.
set(entries "")
foreach(file ${FILES})
  file(RELATIVE_PATH path ${ROOT} ${file})
  file(READ ${file} text)
  string(LENGTH "${text}" length)
  set(pieces "")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    math(EXPR end "${at} + 8000")
    if(end LESS length)
      string(FIND "${piece}" "\n" last REVERSE)
      if(last LESS 0)
        message(FATAL_ERROR "${path} has a line of more than 8,000 bytes; break it")
      endif()
      math(EXPR taken "${last} + 1")
      string(SUBSTRING "${text}" ${at} ${taken} piece)
    endif()
    string(APPEND pieces "\n     R\"embedded(${piece})embedded\"")
    string(LENGTH "${piece}" taken)
    math(EXPR at "${at} + ${taken}")
  endwhile()
  string(APPEND entries "    {\"${path}\",${pieces}},\n")
endforeach()
file(WRITE ${OUTPUT}
     "#include \"venscope/base/embedded.hpp\"\n\n"
     "#include <span>\n\n"
     "namespace venscope::${ROOM} {\n\n"
     "static constexpr EmbeddedFile files[] = {\n${entries}};\n\n"
     "std::span<const EmbeddedFile> ${FUNCTION}();\n"
     "std::span<const EmbeddedFile> ${FUNCTION}() {\n  return files;\n}\n\n"
     "}  // namespace venscope::${ROOM}\n")
