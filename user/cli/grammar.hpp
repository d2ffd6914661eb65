// SPDX-License-Identifier: GPL-2.0
/// @file
/// The grammar of a command: a table of parameters that is declared once. The parser, the usage
/// text, the completion and the synopsis of the manual are derived from it.
///
/// Why not CLI11: it parses sub-commands, dashed options and positionals in a fixed order. This
/// grammar is that of iproute2: keywords without dashes in any order, abbreviated to any prefix,
/// values with an optional keyword ("[dev] NAME"), positionals between keywords, and nested
/// grammars whose keywords depend on an earlier word (the options of an encapsulation). In CLI11
/// each of these needs a custom callback, so that its usage text and its checks would no longer
/// describe what is accepted.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "args.hpp"

namespace bsdnet::ctl {

/// Kinds of names that complete a value.
enum class Names : std::uint8_t { none, driver, ifd, ifl, encap, instance, netdev, netns, file };

/// The word for @p names in completions: "@ifl"; empty for none.
std::string_view names_word(Names names);

/// How a value is written.
struct ValueSyntax {
  std::string placeholder;           ///< "NAME", or the words themselves: "up|down"
  std::vector<std::string> choices;  ///< all words that are accepted; empty: any word
  Names names = Names::none;
};

/// A value of type @p T and its reader, which throws UsageError or ArgumentError.
template <typename T>
struct Value : ValueSyntax {
  std::function<T(Args&)> read;
};

/// Position of a parameter.
enum class Place : std::uint8_t {
  first,    ///< required, before all keywords
  free,     ///< a value anywhere among the keywords, with or without its keyword
  keyword,  ///< a keyword, and its value if there is one
  option,   ///< words that option() of the request parses; see Grammar
};

/// A parameter without its reader.
struct ParameterSyntax {
  Place place = Place::keyword;
  std::string keyword;  ///< empty: the value alone
  std::optional<ValueSyntax> value;
  std::string usage;      ///< what follows the keyword, if it is more than one value:
                          ///< "VID [tpid TPID]", options can be given anywhere behind it
  std::string symbol;     ///< usage shows all parameters of this symbol as one: "ENCAP"
  std::size_t group = 0;  ///< parameters of a group exclude each other; 0: none
  bool is_required = false;
  bool is_repeated = false;
  bool is_alone = false;        ///< excludes all others except the first
  bool is_abbreviated = false;  ///< free: a prefix of a choice is accepted
};

/// The parameters of a command without their readers.
class Syntax {
 public:
  /// The usage text that follows the command: "NAME [mtu N] [up|down]".
  std::string usage() const;
  /// The lines that define the symbols of usage(): "ENCAP: vlan VID | ...".
  std::string definitions() const;
  /// The same as usage(), as mdoc(7) macros, a line for each parameter.
  std::string mdoc() const;
  /// What can follow @p words: words, and "@ifl" for a name of an object.
  std::vector<std::string> complete(const std::vector<std::string>& words) const;

 protected:
  explicit Syntax(bool needs_change) : needs_change_(needs_change) {}
  using Read = std::function<void(std::size_t index, Args& args)>;
  using Option = std::function<bool(const std::string& word, Args& args)>;

  void append(ParameterSyntax parameter) { parameters_.push_back(std::move(parameter)); }
  void parse_with(Args& args, const Read& read, const Option& option) const;

 private:
  class Parser;

  std::vector<ParameterSyntax> parameters_;
  bool needs_change_;
};

/// A parameter of a request @p R.
template <typename R>
struct Parameter : ParameterSyntax {
  std::function<void(R& request, Args& args)> read;

  Parameter() = default;
  /// A parameter of a base class of R.
  template <typename Base>
  requires(std::derived_from<R, Base> && !std::same_as<R, Base>)
      Parameter(const Parameter<Base>& other)
      : ParameterSyntax(other), read(other.read) {}
};

/// Several parameters of a request @p R.
template <typename R>
struct Parameters {
  std::vector<Parameter<R>> list;

  Parameters() = default;
  // Implicit, because tables nest these
  Parameters(Parameter<R> parameter) { list.push_back(std::move(parameter)); }
  Parameters(std::initializer_list<Parameters> parts) {
    for (const Parameters& part : parts)
      list.insert(list.end(), part.list.begin(), part.list.end());
  }
  template <typename Base>
  requires(std::derived_from<R, Base> && !std::same_as<R, Base>)
      Parameters(const Parameter<Base>& parameter) {
    list.emplace_back(parameter);
  }
  template <typename Base>
  requires(std::derived_from<R, Base> && !std::same_as<R, Base>)
      Parameters(const Parameters<Base>& other)
      : list(other.list.begin(), other.list.end()) {}
};

/// Whether a command without any parameter that changes something is an error.
enum class Change : bool { optional, required };

/// The grammar of a command that fills a request @p R.
///
/// Where R has a member `bool option(const std::string& word, Args& args)`, it is called for words
/// that are no parameter; it returns whether it consumed the word.
template <typename R>
class Grammar : public Syntax {
 public:
  using Request = R;

  explicit Grammar(Parameters<R> parameters, Change change = Change::optional)
      : Syntax(change == Change::required) {
    for (Parameter<R>& parameter : parameters.list) {
      append(parameter);
      readers_.push_back(std::move(parameter.read));
    }
  }

  /// Parses all words into @p request; throws UsageError, ArgumentError.
  void parse(Args& args, R& request) const {
    parse_with(
        args, [&](std::size_t index, Args& words) { readers_[index](request, words); },
        [&](const std::string& word, Args& words) {
          if constexpr (requires { request.option(word, words); })
            return request.option(word, words);
          else
            return false;
        });
  }

 private:
  std::vector<std::function<void(R&, Args&)>> readers_;
};

/// The reader that assigns @p value to @p member.
template <typename R, typename M, typename T>
Parameter<R> assigned(M R::*member, const Value<T>& value) {
  Parameter<R> out;
  out.value = value;
  out.read = [member, read = value.read](R& request, Args& args) {
    if constexpr (std::is_arithmetic_v<M>)
      request.*member = static_cast<M>(read(args));
    else
      request.*member = read(args);
  };
  return out;
}

/// The reader that passes @p value to @p set.
template <typename R, typename T>
Parameter<R> assigned(void (*set)(R&, const T&), const Value<T>& value) {
  Parameter<R> out;
  out.value = value;
  out.read = [set, read = value.read](R& request, Args& args) { set(request, read(args)); };
  return out;
}

/// A required value before all keywords. @p target is a member of the request or a function.
template <typename Target, typename T>
auto first(Target target, const Value<T>& value) {
  auto out = assigned(target, value);
  out.place = Place::first;
  out.is_required = true;
  return out;
}

/// A value without a keyword, anywhere.
template <typename Target, typename T>
auto word(Target target, const Value<T>& value) {
  auto out = assigned(target, value);
  out.place = Place::free;
  return out;
}

/// A value anywhere, with or without @p keyword.
template <typename Target, typename T>
auto optional_keyword(std::string_view keyword, Target target, const Value<T>& value) {
  auto out = word(target, value);
  out.keyword = keyword;
  return out;
}

/// A keyword and its value.
template <typename Target, typename T>
auto keyword(std::string_view keyword, Target target, const Value<T>& value) {
  auto out = assigned(target, value);
  out.keyword = keyword;
  return out;
}

/// A keyword without a value, which assigns @p value to @p member.
template <typename R, typename M>
Parameter<R> flag(std::string_view keyword, M R::*member, bool value = true) {
  Parameter<R> out;
  out.keyword = keyword;
  out.read = [member, value](R& request, Args&) { request.*member = value; };
  return out;
}

/// A keyword that is accepted and has no effect.
template <typename R>
Parameter<R> ignored(std::string_view keyword) {
  Parameter<R> out;
  out.keyword = keyword;
  out.read = [](R&, Args&) {};
  return out;
}

template <typename R>
Parameter<R> required(Parameter<R> parameter) {
  parameter.is_required = true;
  return parameter;
}
template <typename R>
Parameter<R> repeated(Parameter<R> parameter) {
  parameter.is_repeated = true;
  return parameter;
}
template <typename R>
Parameter<R> alone(Parameter<R> parameter) {
  parameter.is_alone = true;
  return parameter;
}
template <typename R>
Parameter<R> abbreviated(Parameter<R> parameter) {
  parameter.is_abbreviated = true;
  return parameter;
}

/// A new group number.
std::size_t new_group();

/// Parameters that exclude each other.
template <typename R, std::same_as<Parameter<R>>... More>
Parameters<R> one_of(Parameter<R> parameter, More... more) {
  Parameters<R> out;
  out.list = {std::move(parameter), std::move(more)...};
  for (const std::size_t group = new_group(); Parameter<R> & each : out.list)
    each.group = group;
  return out;
}

}  // namespace bsdnet::ctl
