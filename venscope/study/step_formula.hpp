/// The formulas of a study's steps, in R's habit.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/endpoint/endpoint.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// `Surv(OS.time, OS.event)`, or with delayed entry `Surv(OS.entry, OS.time, OS.event)`.
std::string survival_side(const endpoint::Endpoint& endpoint);

/// Whether the endpoint ends with one of several events, which then compete.
bool has_causes(const endpoint::EndpointDefinition& definition);

/// The same with the cause, of an endpoint of several events: `Surv(EFS.time, EFS.cause)`.
std::string cause_side(const endpoint::Endpoint& endpoint);

/// A term of a protocol: the name of a column, quoted where it has to be, or an expression as it
/// stands.
std::string term_text(const std::string& term, const cohort::Table& table);

/// `a + b + strata(c) + cluster(d)`; "1" of nothing.
std::string right_side(const std::vector<std::string>& terms,
                       const std::vector<std::string>& strata, const std::string& cluster,
                       const cohort::Table& table);

/// Adds the endpoint's columns to the table (see Plan).
void add_endpoint_columns(const endpoint::Endpoint& endpoint, cohort::Table& table);

}  // namespace venscope::study
