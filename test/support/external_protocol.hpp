/// A study of the synthetic registry with its first-line patients as validation cohort.
#pragma once

#include <string>

namespace venscope::test {

/// Up to the analyses. `other` is the file of the validation cohort, `more` goes into its section.
inline std::string external_protocol(const std::string& other = std::string(VENSCOPE_SOURCE_DIR) +
                                                                "/studies/ven-prs/validation.csv",
                                     const std::string& more = "") {
  return "[study]\nid = 's'\ntitle = 'Synthetic registry'\nseed = 4\n[cohort]\nfile = '" +
         std::string(VENSCOPE_SOURCE_DIR) +
         "/studies/ven-prs/cohort.csv'\npatient = 'patient'\nlabel = 'Relapsed or refractory'\n"
         "[[validation_cohort]]\nid = 'first-line'\nlabel = 'First line'\nfile = '" +
         other + "'\n" + more +
         "[dictionary]\nuse = 'aml'\nmolecular = { type = 'yes_no' }\n"
         "cycles = { type = 'integer' }\nstart_date = { type = 'date' }\n"
         "death_date = { type = 'date' }\nlast_contact_date = { type = 'date' }\n"
         "[[derive]]\nname = 'many_cycles'\nfrom = 'cycles > 4'\n"
         "[[score]]\nmodel = 'ven-prs-os'\n[[score]]\nmodel = 'eln2022'\n"
         "outside_population = 'score'\n"
         "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\norigin = 'start_date'\n"
         "last_contact = 'last_contact_date'\nunit = 'days'\n"
         "events = [{ label = 'death', when = 'death_date', terminal = true }]\n";
}

}  // namespace venscope::test
