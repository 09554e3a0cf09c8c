// A model card from a file, beside the shipped ones: read, refused, asked, scored.
#include "venscope/calculator/loaded_cards.hpp"

#include "support/shell.hpp"
#include "venscope/calculator/reply.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

using Json = nlohmann::ordered_json;

std::string derived_text() {
  return test::read_file(VENSCOPE_SOURCE_DIR "/test/support/derived_card.json");
}

Json derived() {
  return Json::parse(derived_text(), nullptr, false);
}

Json file_of(const Json& card, const char* name = "mine.json") {
  return {{"file", name}, {"text", card.dump()}};
}

Json ask(const Json& question) {
  const std::string text = question.dump(-1, ' ', false, Json::error_handler_t::replace);
  return Json::parse(reply(text, "1.2.3"), nullptr, false);
}

/// What is said of the card; "" where nothing is wrong.
std::string refusal(const std::string& text, const Json& beside = Json::array()) {
  const Json answer =
      ask({{"ask", "card"}, {"file", "mine.json"}, {"text", text}, {"cards", beside}});
  EXPECT_EQ(answer["card"].is_null(), !answer["problems"].empty());
  std::string said;
  for (const Json& problem : answer["problems"]) {
    EXPECT_FALSE(problem["code"].get<std::string>().empty());
    said += problem["what"].get<std::string>() + "; " + problem["expected"].get<std::string>() +
            "; " + problem["remedy"].get<std::string>() + "\n";
  }
  return said;
}

Json patient() {
  return {{"extramedullary_disease", "yes"}, {"prior_hma", "no"}, {"NF1", "mutated"}, {"age", 74}};
}

Json answer_of(const Json& card, const Json& values, const char* language = "en") {
  const Json answer = ask({{"ask", "answer"},
                           {"values", values},
                           {"models", {card["id"]}},
                           {"cards", {file_of(card)}},
                           {"language", language}});
  EXPECT_TRUE(answer["problems"].empty()) << answer["problems"];
  return answer["models"][0];
}

}  // namespace

TEST(LoadedCards, AreGivenBackAsTheyStand) {
  const Json answer = ask({{"ask", "card"}, {"file", "mine.json"}, {"text", derived_text()}});
  EXPECT_EQ(answer["card"], derived());
  EXPECT_TRUE(answer["problems"].empty());
}

TEST(LoadedCards, AreAnsweredBesideTheShippedOnes) {
  const Json shipped = ask({{"ask", "answer"}, {"values", patient()}});
  const Json both =
      ask({{"ask", "answer"}, {"values", patient()}, {"cards", {file_of(derived())}}});
  ASSERT_EQ(both["models"].size(), shipped["models"].size() + 1);
  for (std::size_t i = 0; i < shipped["models"].size(); ++i) {
    EXPECT_EQ(both["models"][i], shipped["models"][i]);
    EXPECT_TRUE(both["models"][i]["loaded"].is_null());
  }
  EXPECT_EQ(both["models"].back()["model"], "derived-card");
}

TEST(LoadedCards, AreScoredWithACurveAndItsInterval) {
  const Json answer = answer_of(derived(), patient());
  // 0.96 + 1.38 + 0.0087 (74 - 69)
  EXPECT_NEAR(answer["score"].get<double>(), 2.3835, 1e-12);
  EXPECT_EQ(answer["group"], "adverse");
  const Json& curve = answer["curve"];
  EXPECT_FALSE(curve["reconstructed"]);
  EXPECT_TRUE(curve["steps"]);
  const Json card = derived();
  const Json& baseline = card["baseline"];
  const Json& survival = curve["curves"][0]["survival"];
  ASSERT_EQ(survival.size(), baseline["time"].size());
  for (std::size_t i = 0; i < survival.size(); ++i) {
    EXPECT_NEAR(survival[i].get<double>(),
                std::pow(baseline["survival"][i].get<double>(), std::exp(2.3835)), 1e-12);
    EXPECT_LT(curve["band"]["lower"][i].get<double>(), survival[i].get<double>());
    EXPECT_GT(curve["band"]["upper"][i].get<double>(), survival[i].get<double>());
  }
}

TEST(LoadedCards, AreMarkedInEveryLanguage) {
  Json card = derived();
  EXPECT_EQ(answer_of(card, patient())["loaded"],
            "loaded from the file mine.json; derived from a cohort, not published; from synthetic "
            "patients, no evidence on real ones");
  EXPECT_EQ(answer_of(card, patient(), "de")["loaded"],
            "aus der Datei mine.json geladen; an einer Kohorte abgeleitet, nicht veröffentlicht; "
            "aus synthetischen Patienten, keine Evidenz über wirkliche");
  EXPECT_EQ(answer_of(card, patient(), "zh")["loaded"],
            "从文件mine.json载入；由队列推导，未发表；来自合成患者，不构成真实患者的证据");
  card["derivation"].erase("synthetic");
  EXPECT_EQ(answer_of(card, patient())["loaded"],
            "loaded from the file mine.json; derived from a cohort, not published");
}

TEST(LoadedCards, AddTheirQuestionsToTheForm) {
  Json card = derived();
  card["rule"]["terms"][2]["variable"] = "BCORL1";
  const auto asking = [](const Json& form) {
    Json models = nullptr;
    for (const Json& topic : form["topics"])
      for (const Json& question : topic["questions"])
        if (question["variable"] == "BCORL1") models = question["models"];
    return models;
  };
  EXPECT_TRUE(asking(ask({{"ask", "form"}})).is_null());
  EXPECT_EQ(asking(ask({{"ask", "form"}, {"cards", {file_of(card)}}})), Json({"derived-card"}));
}

TEST(LoadedCards, OfFewerGroupsDisagreeByTheirPlace) {
  // The worse of two groups is no other place than the worst of three.
  Json card = derived();
  card["groups"].erase(1);
  card["rule"]["cut_points"] = {{{"group", "favorable"}, {"to", "0.5"}},
                                {{"group", "adverse"}, {"above", "0.5"}}};
  card.erase("published");
  Json values = patient();
  for (const char* gene : {"PTPN11", "FLT3", "TP53", "SF3B1"}) values[gene] = "wild_type";
  values["prior_venetoclax"] = "no";
  Json question = {{"ask", "answer"},
                   {"values", values},
                   {"models", {"ven-prs-os", "derived-card"}},
                   {"cards", {file_of(card)}}};
  Json answer = ask(question);
  ASSERT_EQ(answer["models"][0]["group"], "adverse");
  ASSERT_EQ(answer["models"][1]["group"], "adverse");
  EXPECT_TRUE(answer["disagreement"].is_null());
  question["values"]["extramedullary_disease"] = "no";
  question["values"]["NF1"] = "wild_type";
  question["values"]["prior_hma"] = "yes";
  answer = ask(question);
  ASSERT_EQ(answer["models"][0]["group"], "intermediate");
  ASSERT_EQ(answer["models"][1]["group"], "adverse");
  EXPECT_EQ(answer["disagreement"]["models"], Json({"ven-prs-os", "derived-card"}));
}

TEST(LoadedCards, AreRefusedWithEverythingThatIsWrong) {
  std::string wrong = derived_text();
  const auto replace = [&wrong](const std::string& what, const std::string& with) {
    const std::size_t at = wrong.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    wrong.replace(at, what.size(), with);
  };
  replace("\"points\": \"0.70\"", "\"points\": \"-0.70\"");
  replace("\"variable\": \"NF1\"", "\"variable\": \"NF7\"");
  replace("\"above\": \"0.906\"", "\"above\": \"0.1\"");
  const std::string said = refusal(wrong);
  EXPECT_NE(said.find("mine.json:"), std::string::npos) << said;
  EXPECT_NE(said.find("NF7"), std::string::npos) << said;
  EXPECT_NE(said.find("-0.70"), std::string::npos) << said;
  EXPECT_GE(std::count(said.begin(), said.end(), '\n'), 2) << said;
}

TEST(LoadedCards, WhatIsNoCardIsRefused) {
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal("patient,NF1\na,mutated\n"), "");
  EXPECT_NE(refusal("[]").find("an object, the model card"), std::string::npos);
  EXPECT_NE(refusal("\xff\xfe{}"), "");
  EXPECT_NE(refusal(std::string(100'000, '[')), "");
  EXPECT_NE(refusal(std::string(largest_card + 1, ' ')).find("has 10000001 bytes"),
            std::string::npos);
  // Without a text at all.
  EXPECT_FALSE(ask({{"ask", "card"}})["problems"].empty());
}

TEST(LoadedCards, NeedAnIdOfTheirOwn) {
  Json card = derived();
  EXPECT_NE(refusal(card.dump(), Json::array({file_of(card, "first.json")}))
                .find("the id `derived-card` is that of the card loaded from first.json"),
            std::string::npos);
  card["id"] = "ven-prs-os";
  EXPECT_NE(refusal(card.dump())
                .find("mine.json: the id `ven-prs-os` is that of a card that comes with Venscope; "
                      "an id of its own; change `id` in the file"),
            std::string::npos);
  // Of a card that is listed and cannot be computed, too.
  card["id"] = "vrsp-m";
  EXPECT_NE(refusal(card.dump()), "");
}

TEST(LoadedCards, ThatNobodyCanAnswerAreRefused) {
  EXPECT_NE(refusal(std::string(risk::card_text("vrsp-m"))).find("cannot be computed"),
            std::string::npos);
}

TEST(LoadedCards, AWrongCardAmongTheLoadedIsAProblemAndChangesNothingElse) {
  Json card = derived();
  card["status"] = "invented";
  const Json answer = ask({{"ask", "answer"}, {"values", patient()}, {"cards", {file_of(card)}}});
  EXPECT_EQ(answer["problems"].size(), 1u) << answer["problems"];
  EXPECT_EQ(answer["models"], ask({{"ask", "answer"}, {"values", patient()}})["models"]);
  for (const Json& strange : {Json(7), Json("text"), Json{1, 2}, Json(nullptr)})
    EXPECT_TRUE(ask({{"ask", "answer"}, {"cards", strange}}).contains("models")) << strange;
}

}  // namespace venscope::calculator
