/// Which column of a table of genes is which, by the words that such tables use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::expression {

/// Words for a column of gene symbols, the likeliest first.
const std::vector<std::string_view>& gene_words();

/// `name` is one of `words`, whatever its case, with `_`, `.`, `-` and spaces taken as equal.
bool column_word(std::string_view name, const std::vector<std::string_view>& words);

/// The column called `asked`, exactly; if nothing is asked, that with the first of `words` that is
/// met.
std::optional<std::size_t> named_column(const std::vector<std::string>& header,
                                        const std::string& asked,
                                        const std::vector<std::string_view>& words);

/// The first names of a list, fit to be shown, and how many more there are: `a, b, c, d, e and 12
/// more`.
std::string listed_names(const std::vector<std::string>& names, std::size_t most = 5);

}  // namespace venscope::expression
