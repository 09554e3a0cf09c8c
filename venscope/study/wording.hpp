/// Words and names shared by the parts of a study's report.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/endpoint/endpoint.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/study/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// The label of a column; its name where it has none.
std::string label_of(const cohort::Table& table, const std::string& column);

/// The same with the unit in brackets.
std::string heading_of(const cohort::Table& table, const std::string& column);

/// "disease_group=ALL" as the value alone ("ALL"): the variable is named by the table's heading.
/// Groups of several variables keep their names.
std::string group_label(const cohort::Table& table, const std::string& name);

/// The unit of a step's times: that of its endpoint, "" for a formula of its own.
std::string unit_of(const Plan& plan, const Step& step);

/// "Time since transplantation", or "Time" where the endpoint does not name its origin.
std::string time_since(const Plan& plan, const Step& step);

/// A label within a sentence: "Disease group" is "disease group", "ELN 2011" and "FLT3-ITD" stay.
std::string within_sentence(std::string label);

/// " by disease group", the end of a title; "" without a column.
std::string by_words(const cohort::Table& table, const std::string& by);

/// "relapse" as the beginning of a sentence: "Relapse".
std::string capitalised(std::string text);

/// The title of a step's outcome: "Overall survival".
std::string outcome_of(const Plan& plan, const Step& step);

/// The columns of a model, for a line of text: "AML low risk vs ALL" of the study's group, "Age,
/// per year", "Methotrexate against GVHD: yes vs no".
std::vector<std::string> column_labels(const Plan& plan, const formula::ModelFrame& frame);
/// The same of a table other than the plan's; `arms` is the study's group.
std::vector<std::string> column_labels(const std::string& arms, const cohort::Table& table,
                                       const formula::ModelFrame& frame);

/// 12 "months" -> "12 months"; 1 -> "1 month".
std::string time_text(double time, const std::string& unit);

/// Three significant digits, zeros dropped: "0.123", "−2.5"; a dash for what is not finite.
std::string digits(double value);

/// "95% CI".
std::string interval_name(double level);

/// `one` for 1, else `many`.
std::string_view plural(std::size_t n, std::string_view one, std::string_view many);

}  // namespace venscope::study
