/*
 * The load generator: one lean process, so that the server is the bottleneck and not its client.
 *
 *   client MODE --port N [--pid PID] [--connections N] ...
 *
 * prints one JSON line (a line per command in the session mode) and exits 0, or prints
 * {"error": ...} and exits 1. The CPU time of the server's process, read from the kernel at the start
 * and the end of what is measured, comes with it.
 */
#include "common.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option names[] = {
    {"host", 1, 0, 'h'},    {"port", 1, 0, 'p'},     {"pid", 1, 0, 'i'},     {"connections", 1, 0, 'c'},
    {"depth", 1, 0, 'd'},   {"size", 1, 0, 's'},     {"count", 1, 0, 'n'},   {"seconds", 1, 0, 't'},
    {"warmup", 1, 0, 'w'},  {"interval", 1, 0, 'v'}, {"bytes", 1, 0, 'b'},   {"window", 1, 0, 'o'},
    {"passes", 1, 0, 'a'},  {"sources", 1, 0, 'r'},  {"spin", 1, 0, 'q'},     {"lines", 1, 0, 'l'},
    {0, 0, 0, 0}};

static const struct {
  const char *name;
  int (*run)(const struct options *);
} modes[] = {{"request", run_request}, {"fan-in", run_fan_in},   {"bulk", run_bulk},
             {"connect", run_connect}, {"session", run_session}};

int main(int argc, char **argv) {
  struct options o = {.host = "127.0.0.1", .connections = 50, .depth = 1, .size = 64, .count = 10000000,
                      .seconds = 2, .warmup = 0.5, .interval = 0.5, .bytes = 256l << 20, .window = 1 << 20,
                      .passes = 1, .sources = 16};
  for (int c; (c = getopt_long(argc, argv, "", names, NULL)) != -1;) {
    switch (c) {
      case 'h': o.host = optarg; break;
      case 'p': o.port = atoi(optarg); break;
      case 'i': o.pid = atoi(optarg); break;
      case 'c': o.connections = atoi(optarg); break;
      case 'd': o.depth = atoi(optarg); break;
      case 's': o.size = atoi(optarg); break;
      case 'n': o.count = atol(optarg); break;
      case 't': o.seconds = atof(optarg); break;
      case 'w': o.warmup = atof(optarg); break;
      case 'v': o.interval = atof(optarg); break;
      case 'b': o.bytes = atol(optarg); break;
      case 'o': o.window = atol(optarg); break;
      case 'a': o.passes = atoi(optarg); break;
      case 'r': o.sources = atoi(optarg); break;
      case 'q': o.spin = atoi(optarg); break;
      case 'l': o.lines = atoi(optarg); break;
      default: fail("unknown option");
    }
  }
  if (optind >= argc || o.port <= 0) fail("usage: client MODE --port N");
  if (o.size < 1 || o.size > 65536 || o.depth < 1 || o.connections < 1) fail("an option is out of range");
  if (o.lines) stream_of_lines(o.size);
  raise_descriptor_limit();
  alarm(180); /* no run lasts for ever, whatever the server does */
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
    if (strcmp(argv[optind], modes[i].name) == 0) return modes[i].run(&o);
  fail("unknown mode %s", argv[optind]);
}
