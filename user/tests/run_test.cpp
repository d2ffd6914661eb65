// SPDX-License-Identifier: GPL-2.0
//
// bsdnet-run: command line, environment, and what it says of programs.
#include <elf.h>
#include <gtest/gtest.h>
#include <link.h>
#include <sys/stat.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "options.hpp"
#include "program.hpp"
#include "settings.hpp"

namespace bsdnet::run {
namespace {

// A file in a directory of its own
class File {
 public:
  explicit File(const std::string& text, mode_t mode = 0755) {
    char name[] = "/tmp/bsdnet-run-XXXXXX";
    directory_ = ::mkdtemp(name);
    path_ = directory_ + "/program";
    std::ofstream(path_, std::ios::binary) << text;
    ::chmod(path_.c_str(), mode);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { std::filesystem::remove_all(directory_); }

  const std::string& path() const { return path_; }
  const std::string& directory() const { return directory_; }

 private:
  std::string directory_;
  std::string path_;
};

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// This program, with its header changed
template <typename Change>
std::string changed_elf(Change change) {
  std::string out = contents("/proc/self/exe");
  ElfW(Ehdr) header{};
  std::memcpy(&header, out.data(), sizeof(header));
  change(header, out);
  std::memcpy(out.data(), &header, sizeof(header));
  return out;
}

void drop_interpreter(const ElfW(Ehdr) & header, std::string& file) {
  for (std::size_t n = 0; n < header.e_phnum; n++) {
    ElfW(Phdr) segment{};
    char* const at = file.data() + header.e_phoff + n * sizeof(segment);
    std::memcpy(&segment, at, sizeof(segment));
    if (segment.p_type == PT_INTERP) segment.p_type = PT_NULL;
    std::memcpy(at, &segment, sizeof(segment));
  }
}

using Obstacles = std::vector<Obstacle>;

TEST(RunSettings, TextAndBack) {
  Settings settings;
  settings.family = 18;
  EXPECT_EQ(settings.str(), "family=18,instance=0");
  EXPECT_EQ(Settings::parse(settings.str()), settings);
  settings.instance = 4294967294U;
  settings.strict = true;
  settings.log = FileId{64768, 131073};
  EXPECT_EQ(settings.str(), "family=18,instance=4294967294,strict,log=64768:131073");
  EXPECT_EQ(Settings::parse(settings.str()), settings);
}

TEST(RunSettings, RefusesWhatIsNotComplete) {
  for (const char* text : {"", "strict", "family", "family=", "family=0", "family=18,",
                           "family=18,instance=4294967296", "family=18,instance=-1",
                           "family=18,instance=1x", "family=18,log=5", "family=18,log=5:",
                           "family=18,stric", "family=18,strict=1", "family=18 instance=0"})
    EXPECT_FALSE(Settings::parse(text)) << text;
}

TEST(RunOptions, ReadsThemUpToTheProgram) {
  const auto options = Options::parse({"-s", "--instance", "7", "-v", "ping", "-v", "--strict"});
  EXPECT_TRUE(options.strict);
  EXPECT_TRUE(options.verbose);
  EXPECT_EQ(options.instance, 7U);
  EXPECT_EQ(options.program, (std::vector<std::string>{"ping", "-v", "--strict"}));
  EXPECT_EQ(Options::parse({"--instance=9", "--", "-x"}).program, std::vector<std::string>{"-x"});
  EXPECT_EQ(Options::parse({"--instance=9", "x"}).instance, 9U);
  EXPECT_TRUE(Options::parse({"--help"}).help);
}

TEST(RunOptions, Refuses) {
  using Words = std::vector<std::string>;
  for (const Words& words :
       {Words{}, Words{"-s"}, Words{"-i"}, Words{"-i", "x", "ping"}, Words{"-i", "-1", "ping"},
        Words{"-i", "4294967295", "ping"}, Words{"--instance=", "ping"}, Words{"--stric", "ping"}})
    EXPECT_THROW(Options::parse(words), UsageError);
}

TEST(RunPreload, KeepsTheListAndStandsFirst) {
  EXPECT_EQ(preload_list("/lib/r.so", ""), "/lib/r.so");
  EXPECT_EQ(preload_list("/lib/r.so", "a.so b.so::/c.so"), "/lib/r.so:a.so:b.so:/c.so");
  EXPECT_EQ(preload_list("/lib/r.so", "a.so:/lib/r.so"), "/lib/r.so:a.so");
  EXPECT_THROW(preload_list("/my lib/r.so", ""), UsageError);
  EXPECT_THROW(preload_list("/lib:/r.so", ""), UsageError);
}

TEST(RunProgram, IsFoundInPath) {
  const File file("#!/bin/sh\n");
  EXPECT_EQ(find_program("program", "/nonexistent:" + file.directory()), file.path());
  EXPECT_EQ(find_program(file.path(), ""), file.path());
  EXPECT_FALSE(find_program("program", "/nonexistent"));
  const File data("", 0644);
  EXPECT_FALSE(find_program("program", data.directory()));
}

TEST(RunProgram, ThisOneIsFine) {
  EXPECT_EQ(obstacles_of("/proc/self/exe"), Obstacles{});
  EXPECT_EQ(obstacles_of("/nonexistent"), Obstacles{});
  EXPECT_EQ(obstacles_of("/"), Obstacles{});
}

TEST(RunProgram, OfScriptsTheInterpreterCounts) {
  const File program(changed_elf(drop_interpreter));
  EXPECT_EQ(obstacles_of(program.path()), Obstacles{Obstacle::static_program});
  const File script("#! " + program.path() + " -x\n");
  EXPECT_EQ(obstacles_of(script.path()), Obstacles{Obstacle::static_program});
  const File nested("#!" + script.path());
  EXPECT_EQ(obstacles_of(nested.path()), Obstacles{Obstacle::static_program});
  EXPECT_EQ(obstacles_of(File("#!").path()), Obstacles{});
  EXPECT_EQ(obstacles_of(File("#!  \n").path()), Obstacles{});
  EXPECT_EQ(obstacles_of(File("text").path()), Obstacles{});
}

TEST(RunProgram, ScriptThatNamesItself) {
  const File script("");
  std::ofstream(script.path()) << "#!" << script.path() << "\n";
  EXPECT_EQ(obstacles_of(script.path()), Obstacles{});
}

TEST(RunProgram, OfAnotherArchitecture) {
  const File program(changed_elf([](ElfW(Ehdr) & header, std::string&) { header.e_machine = 1; }));
  EXPECT_EQ(obstacles_of(program.path()), Obstacles{Obstacle::foreign_linker});
}

TEST(RunProgram, DamagedHeaders) {
  const File program(changed_elf([](ElfW(Ehdr) & header, std::string&) {
    header.e_phoff = UINT64_MAX;
    header.e_shoff = UINT64_MAX - 3;
    header.e_phnum = header.e_shnum = 0xffff;
  }));
  EXPECT_EQ(obstacles_of(program.path()), Obstacles{Obstacle::static_program});
  const File cut(changed_elf([](ElfW(Ehdr)&, std::string& file) { file.resize(70); }));
  EXPECT_EQ(obstacles_of(cut.path()), Obstacles{Obstacle::static_program});
}

TEST(RunProgram, SetGroupId) {
  if (::getgid() != 0) GTEST_SKIP() << "only root can give a file to another group";
  const File program(contents("/proc/self/exe"));
  ASSERT_EQ(::chown(program.path().c_str(), 0, 1), 0);
  ASSERT_EQ(::chmod(program.path().c_str(), 02755), 0);
  EXPECT_EQ(obstacles_of(program.path()), Obstacles{Obstacle::privileged});
}

}  // namespace
}  // namespace bsdnet::run
