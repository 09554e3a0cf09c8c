#include "venscope/risk/patient.hpp"

#include <algorithm>

namespace venscope::risk {
namespace {

using cohort::Dictionary;
using cohort::Variable;

constexpr std::int32_t no = 0, yes = 1;  // also wild_type and mutated

/// "`part` being `part_level` makes `whole` `whole_level`", for all relations of the dictionary.
class Inferring {
public:
  Inferring(const Dictionary& dictionary, Patient& patient)
      : dictionary_(dictionary), patient_(patient) {}

  std::vector<Inference> run() {
    const std::size_t count = dictionary_.variables.size();
    // Exclusions last, because they yield to what is given, also by a part: -17 in a normal
    // karyotype is an abnormality of 17p. Then again, because what they exclude may have parts.
    for (std::size_t i = 0; i < count; ++i) parts_of(i);
    for (std::size_t i = 0; i < count; ++i) exclusions_of(i);
    for (std::size_t i = 0; i < count; ++i) parts_of(i);
    for (const Inference& found : contradictions_) {
      patient_.values[found.variable] = {};
      patient_.values[found.because_of] = {};
    }
    // What was inferred from an emptied value goes with it, and what was inferred from that.
    for (int round = 0; round < 2; ++round)
      for (const Inference& found : follows_)
        if (!known(found.because_of)) patient_.values[found.variable] = {};
    std::vector<Inference> all = std::move(follows_);
    std::erase_if(all, [this](const Inference& one) { return !known(one.variable); });
    all.insert(all.end(), contradictions_.begin(), contradictions_.end());
    std::sort(all.begin(), all.end(), [](const Inference& a, const Inference& b) {
      return std::pair(a.variable, a.because_of) < std::pair(b.variable, b.because_of);
    });
    return all;
  }

private:
  bool known(std::size_t variable) const { return patient_.values[variable].known(); }
  bool is(std::size_t variable, std::int32_t level) const {
    return known(variable) && patient_.values[variable].level == level;
  }
  std::size_t index(const std::string& name) const {
    const Variable* found = dictionary_.find(name);
    return static_cast<std::size_t>(found - dictionary_.variables.data());
  }

  void parts_of(std::size_t whole) {
    const Variable& variable = dictionary_.variables[whole];
    for (const std::string& name : variable.includes) {
      const std::size_t part = index(name);
      if (is(part, yes)) require(whole, yes, part);
      if (is(whole, no)) require(part, no, whole);
    }
    if (!variable.measures.empty() && known(whole) && patient_.values[whole].number > 0.0)
      require(index(variable.measures), yes, whole);
  }

  void exclusions_of(std::size_t whole) {
    if (!is(whole, yes)) return;
    for (const std::string& name : dictionary_.variables[whole].excludes)
      if (const std::size_t other = index(name); !known(other)) require(other, no, whole);
  }

  void require(std::size_t variable, std::int32_t level, std::size_t because_of) {
    if (is(variable, level)) return;
    if (!known(variable)) {
      patient_.values[variable] = {Value::State::known, level, 0.0};
      follows_.push_back({Inference::Kind::follows, variable, because_of});
      return;
    }
    // Said once, from the side of the whole: the rule of the other side finds the same pair.
    const bool said =
        std::any_of(contradictions_.begin(), contradictions_.end(), [&](const Inference& one) {
          return (one.variable == variable && one.because_of == because_of) ||
                 (one.variable == because_of && one.because_of == variable);
        });
    if (!said) contradictions_.push_back({Inference::Kind::contradicts, variable, because_of});
  }

  const Dictionary& dictionary_;
  Patient& patient_;
  std::vector<Inference> follows_, contradictions_;
};

}  // namespace

std::vector<Inference> infer(const Dictionary& dictionary, Patient& patient) {
  patient.values.resize(dictionary.variables.size());
  return Inferring(dictionary, patient).run();
}

}  // namespace venscope::risk
