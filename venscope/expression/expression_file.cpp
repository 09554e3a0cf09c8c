#include "venscope/expression/expression_file.hpp"

#include "venscope/cohort/text_chunks.hpp"
#include "venscope/expression/market_matrix.hpp"
#include "venscope/expression/text_matrix.hpp"

#include <algorithm>
#include <numeric>

namespace venscope::expression {
namespace {

using Visit = std::function<bool(const GeneBlock&)>;

/// Reads text that `open` gives from the start, twice where names come first.
template <class Open>
Result<ExpressionNotes> read_text(const std::string& name, const ExpressionOptions& options,
                                  const Visit& visit, Open open) {
  ExpressionNotes notes;
  notes.file = name;
  cohort::ProblemLog log(options.text.shown_problems);
  GeneStage stage(options, visit, notes, log);
  if (stage.wants_names()) {
    Result<cohort::TextChunks> chunks = open();
    if (!chunks) return failure(chunks.error());
    // What is wrong is said by the second pass.
    ExpressionNotes passing = notes;
    cohort::ProblemLog unheard;
    std::vector<std::string> names;
    ExpressionOptions quietly = options;
    quietly.progress = {};
    read_text_matrix(*chunks, quietly, stage, passing, unheard, &names);
    stage.names(std::move(names));
  }
  Result<cohort::TextChunks> chunks = open();
  if (!chunks) return failure(chunks.error());
  read_text_matrix(*chunks, options, stage, notes, log);
  if (!log.empty()) return failure(log.take());
  stage.finish();
  notes.bytes = chunks->bytes();
  notes.gzip = chunks->gzip();
  notes.sha256 = chunks->sha256();
  return notes;
}

Result<ExpressionNotes> read_market(const std::string& path, const ExpressionOptions& options,
                                    const Visit& visit) {
  ExpressionNotes notes;
  notes.file = path;
  cohort::ProblemLog log(options.text.shown_problems);
  GeneStage stage(options, visit, notes, log);
  read_market_matrix(path, options, stage, notes, log);
  if (!log.empty()) return failure(log.take());
  stage.finish();
  return notes;
}

/// Collects blocks into a matrix, genes in the order of the file.
class Collector {
public:
  bool operator()(const GeneBlock& block) {
    matrix_.features.insert(matrix_.features.end(), block.genes.begin(), block.genes.end());
    matrix_.line.insert(matrix_.line.end(), block.line.begin(), block.line.end());
    order_.insert(order_.end(), block.order.begin(), block.order.end());
    matrix_.values.values.insert(matrix_.values.values.end(), block.values.values.begin(),
                                 block.values.values.end());
    return true;
  }
  Expression finished(ExpressionNotes notes) {
    matrix_.file = notes.file;
    matrix_.sha256 = notes.sha256;
    matrix_.bytes = notes.bytes;
    matrix_.gzip = notes.gzip;
    matrix_.delimiter = notes.delimiter;
    matrix_.samples = notes.samples;
    matrix_.missing = notes.missing;
    matrix_.assumptions = notes.assumptions;
    matrix_.values.rows = notes.samples.size();
    matrix_.values.columns = matrix_.features.size();
    if (!std::is_sorted(order_.begin(), order_.end())) put_in_order();
    return {std::move(matrix_), std::move(notes)};
  }

private:
  void put_in_order() {
    std::vector<std::size_t> place(order_.size());
    std::iota(place.begin(), place.end(), std::size_t{0});
    std::sort(place.begin(), place.end(),
              [&](std::size_t a, std::size_t b) { return order_[a] < order_[b]; });
    cohort::MatrixFile sorted = matrix_;
    for (std::size_t j = 0; j < place.size(); ++j) {
      sorted.features[j] = matrix_.features[place[j]];
      sorted.line[j] = matrix_.line[place[j]];
      const auto from = matrix_.values.column(place[j]);
      std::copy(from.begin(), from.end(), sorted.values.column(j).begin());
    }
    matrix_ = std::move(sorted);
  }

  cohort::MatrixFile matrix_;
  std::vector<std::size_t> order_;
};

}  // namespace

Result<ExpressionNotes> for_each_block(const std::string& path, const ExpressionOptions& options,
                                       const Visit& visit) {
  const bool market = options.format == MatrixFormat::market ||
                      (options.format == MatrixFormat::found && named_market(path));
  if (market) return read_market(path, options, visit);
  return read_text(path, options, visit,
                   [&] { return cohort::TextChunks::open(path, options.block_bytes); });
}

Result<Expression> read_expression(const std::string& path, const ExpressionOptions& options) {
  Collector collector;
  Result<ExpressionNotes> notes = for_each_block(path, options, std::ref(collector));
  if (!notes) return failure(notes.error());
  return collector.finished(std::move(*notes));
}

Result<Expression> read_expression_text(std::string_view bytes, const std::string& name,
                                        const ExpressionOptions& options) {
  Collector collector;
  const auto open = [&]() -> Result<cohort::TextChunks> {
    return cohort::TextChunks::from_memory(bytes, name, options.block_bytes);
  };
  Result<ExpressionNotes> notes = read_text(name, options, std::ref(collector), open);
  if (!notes) return failure(notes.error());
  return collector.finished(std::move(*notes));
}

}  // namespace venscope::expression
