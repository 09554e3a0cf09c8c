#include "venscope/study/gene_sets.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/protocol.hpp"
#include "venscope/study/source_section.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

std::vector<std::string> set_ids(const Protocol& protocol) {
  std::vector<std::string> ids;
  for (const GeneSetsRequest& request : protocol.gene_sets) ids.push_back(request.id);
  return ids;
}

std::string meant_set(const std::string& name, const std::vector<std::string>& names) {
  const std::string near = nearest_name(name, names);
  return near.empty() ? "" : fmt::format("write '{}' if that is meant", near);
}

void check_set_id(Section& section, std::string_view entry, const std::string& id,
                  const std::vector<std::string>& ids) {
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
  section.reject(entry, "study.no_gene_sets", fmt::format("there are no [[gene_sets]] '{}'", id),
                 ids.empty() ? "[[gene_sets]] with id and file or genes"
                             : fmt::format("{}", fmt::join(ids, ", ")),
                 meant_set(id, ids));
}

bool is_gmt(std::string path) {
  if (path.ends_with(".gz")) path.resize(path.size() - 3);
  for (char& letter : path)
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return path.ends_with(".gmt");
}

/// One reading of one [[gene_sets]].
class GeneSetReading {
public:
  GeneSetReading(const GeneSetsRequest& request, Problems& problems)
      : request_(request), problems_(problems) {}

  std::optional<GeneSets> run() {
    const std::size_t before = problems_.size();
    sets_.id = request_.id;
    sets_.title = request_.title;
    if (request_.path.empty())
      list();
    else
      file();
    if (problems_.size() > before) return {};
    for (GeneSet& set : sets_.sets) clean(set);
    if (problems_.size() > before) return {};
    return std::move(sets_);
  }

private:
  void list() {
    GeneSet set;
    set.name = request_.id;
    set.genes = request_.genes;
    sets_.sets.push_back(std::move(set));
  }

  void file() {
    expression::GeneSetOptions options;
    options.gene_column = request_.column;
    options.weight_column = request_.weight;
    options.delimiter = request_.delimiter;
    options.name = request_.id;
    Result<expression::GeneSetFile> read = expression::read_gene_sets(request_.path, options);
    if (!read) {
      problems_.insert(problems_.end(), read.error().begin(), read.error().end());
      return;
    }
    sets_.file = request_.file;
    sets_.sha256 = read->sha256;
    sets_.assumptions = std::move(read->assumptions);
    for (const Problem& suspicion : read->suspicions) sets_.assumptions.push_back(suspicion.what);
    std::vector<std::string> names;
    for (GeneSet& set : read->sets) {
      names.push_back(set.name);
      if (request_.name.empty() || set.name == request_.name) sets_.sets.push_back(std::move(set));
    }
    if (!sets_.sets.empty()) return;
    Place place = request_.place;
    place.column += ".name";
    problems_.push_back(
        {"study.no_gene_set", place,
         fmt::format("{} has no set '{}' among its {}", request_.file, request_.name, names.size()),
         "", meant_set(request_.name, names)});
  }

  /// Names without spaces around them, each once.
  void clean(GeneSet& set) {
    std::map<std::string, std::size_t> place;
    std::vector<std::string> genes;
    std::vector<double> weights;
    std::size_t repeated = 0;
    for (std::size_t i = 0; i < set.genes.size(); ++i) {
      std::string gene(cohort::trimmed(set.genes[i]));
      if (gene.empty()) continue;
      if (request_.upper_case)
        for (char& letter : gene)
          letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
      const auto [at, is_new] = place.emplace(gene, genes.size());
      if (is_new) {
        genes.push_back(gene);
        if (!set.weights.empty()) weights.push_back(set.weights[i]);
        continue;
      }
      ++repeated;
      if (!set.weights.empty() && weights[at->second] != set.weights[i])
        problems_.push_back({"study.gene_weight", request_.place,
                             fmt::format("gene {} has two weights in {}", gene, request_.file),
                             "one weight for each gene", ""});
    }
    set.genes = std::move(genes);
    set.weights = std::move(weights);
    if (repeated > 0)
      sets_.assumptions.push_back(fmt::format("{}: {} repeated name{} counted once", set.name,
                                              repeated, repeated == 1 ? "" : "s"));
    if (set.genes.empty())
      problems_.push_back({"study.empty_gene_set", request_.place,
                           fmt::format("'{}' has no genes", set.name), "at least one gene", ""});
  }

  const GeneSetsRequest& request_;
  Problems& problems_;
  GeneSets sets_;
};

}  // namespace

std::vector<std::string> GeneSets::genes() const {
  std::vector<std::string> all;
  std::set<std::string_view> seen;
  for (const GeneSet& set : sets)
    for (const std::string& gene : set.genes)
      if (seen.insert(gene).second) all.push_back(gene);
  return all;
}

void read_gene_sets_sections(Section& root, Protocol& protocol) {
  for (Section& section : root.tables("gene_sets")) {
    GeneSetsRequest request;
    request.id = read_identifier(section, "id");
    request.title = section.text("title").value_or(request.id);
    request.place = section.place();
    const CohortSource source = read_source(section, protocol.file, SourceOf::names);
    request.file = source.file;
    request.path = source.path;
    request.delimiter = source.delimiter;
    request.genes = section.texts("genes");
    request.name = section.text("name").value_or("");
    request.column = section.text("column").value_or("");
    request.weight = section.text("weight").value_or("");
    request.upper_case = section.flag("upper_case").value_or(false);
    if (request.file.empty() == request.genes.empty())
      section.reject(request.file.empty() ? "" : "genes", "study.gene_sets_source",
                     request.file.empty() ? "no gene is named" : "there is a file as well",
                     "file = a GMT, a table or a list, or genes = [\"CDKN2A\", …]");
    if (!request.path.empty() && is_gmt(request.path)) {
      for (const char* entry : {"column", "weight"})
        if (section.has(entry))
          section.reject(entry, "study.gene_sets_source", "a GMT file has no columns",
                         "name = one of its sets");
    }
    if (!request.name.empty() && request.file.empty())
      section.reject("name", "study.gene_sets_source", "only a file has several sets",
                     "file = a GMT, or a table with a column of sets");
    for (const GeneSetsRequest& earlier : protocol.gene_sets)
      if (!request.id.empty() && slug(earlier.id) == slug(request.id))
        section.reject("id", "study.duplicate", "'" + request.id + "' is taken by other sets",
                       "an id of its own");
    section.finish();
    protocol.gene_sets.push_back(std::move(request));
  }
}

std::vector<GeneSets> read_gene_sets(const Protocol& protocol, Problems& problems) {
  std::vector<GeneSets> all;
  for (const GeneSetsRequest& request : protocol.gene_sets) {
    if (request.path.empty() == request.genes.empty()) continue;  // which was said
    GeneSetReading reading(request, problems);
    if (auto sets = reading.run()) all.push_back(std::move(*sets));
  }
  return all;
}

std::vector<std::string> read_gene_set_ids(Section& section, const Protocol& protocol,
                                           std::string_view entry) {
  const std::vector<std::string> given = section.texts(entry), ids = set_ids(protocol);
  for (const std::string& id : given) check_set_id(section, entry, id, ids);
  return given;
}

std::string read_gene_set_id(Section& section, const Protocol& protocol, std::string_view entry) {
  const std::string id = section.text(entry).value_or("");
  check_set_id(section, id.empty() ? "" : entry, id, set_ids(protocol));
  return id;
}

}  // namespace venscope::study
