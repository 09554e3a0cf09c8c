/// What the readers of all kinds of claims share.
#pragma once

#include "venscope/audit/claims.hpp"
#include "venscope/base/section.hpp"

namespace venscope::audit {

/// A printed number; a problem where it is none. `required`: a problem where it is absent.
std::optional<Printed> read_printed(Section& section, std::string_view name, bool required = false);
/// A p value, from 0 to 1.
std::optional<Printed> read_p(Section& section);
/// The same where "<" and ">" make no sense.
std::optional<Printed> read_exact(Section& section, std::string_view name, bool required = false);
std::vector<Printed> read_printed_list(Section& section, std::string_view name,
                                       bool required = false);
/// A whole number or a list of them, each from `low`.
std::vector<std::int64_t> read_wholes(Section& section, std::string_view name, std::int64_t low);
/// As many as `expected`, or none; else a problem at `name`.
void expect_as_many(Section& section, std::string_view name, std::size_t found,
                    std::size_t expected, std::string_view of);

ClaimDetails read_counts(Section& section);
ClaimDetails read_rates(Section& section);
ClaimDetails read_percentages(Section& section);
ClaimDetails read_splits(Section& section);
ClaimDetails read_hazard_ratio(Section& section);
ClaimDetails read_medians(Section& section);
ClaimDetails read_aic(Section& section);
ClaimDetails read_sum(Section& section);
ClaimDetails read_subset(Section& section);
ClaimDetails read_same(Section& section);

}  // namespace venscope::audit
