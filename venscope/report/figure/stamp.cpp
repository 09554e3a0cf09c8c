#include "venscope/report/figure/stamp.hpp"

namespace venscope::report {

void stamp(Scene& scene, std::string_view text) {
  constexpr double size = 6.0, margin = 4.0;
  scene.height += size + margin;
  Text line;
  line.at = {scene.width - margin, scene.height - margin};
  line.text = std::string(text);
  line.size = size;
  line.anchor = Anchor::end;
  line.bold = true;
  line.tone = Tone::muted;
  scene.nodes.push_back({Group{"stamp", {}, {{line}}}});
  scene.description += (scene.description.empty() ? "" : " ") + std::string(text) + ".";
}

}  // namespace venscope::report
