// SPDX-License-Identifier: GPL-2.0
#include "endpoint.hpp"

#include "bsdnet/operations.hpp"

namespace bsdnet::ctl {

void print_endpoint(Printer& out, const std::string& side, const Endpoint& end) {
  std::string text = "*";
  if (end.address) text = make_prefix(*end.address, end.bits).str();
  if (end.address) out.json(side + "addr", text);
  out.json(side + "port", end.port);
  text += end.port ? ":" + std::to_string(*end.port) : ":*";
  out.text("{:<21} ", text);
}

}  // namespace bsdnet::ctl
