#include "common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PERIOD 65521
/* A prime: of so many lines each is another one. */
#define LINES 1021
#define BUCKETS 1000000

static unsigned char stream[PERIOD + CHUNK];
static int stream_ready = 0, period = PERIOD, line = 0;
static unsigned buckets[BUCKETS + 1];
static unsigned long latencies = 0;

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("{\"error\": \"");
  vprintf(format, arguments);
  printf("\"}\n");
  fflush(stdout);
  va_end(arguments);
  exit(1);
}

double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

double server_cpu(const struct options *o) {
  clockid_t clock;
  struct timespec t;
  if (o->pid == 0) return 0;
  if (clock_getcpuclockid(o->pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
    fail("the server (process %d) is gone", (int)o->pid);
  return t.tv_sec + t.tv_nsec / 1e9;
}

void stream_of_lines(int size) {
  if (size < 8 || size * LINES > PERIOD) fail("lines must have 8 to %d bytes", PERIOD / LINES);
  line = size;
  period = size * LINES;
}

const unsigned char *stream_at(unsigned long long position) {
  if (!stream_ready) {
    unsigned x = 2463534242u;
    for (int i = 0; i < period; i++) {
      x ^= x << 13;
      x ^= x >> 17;
      x ^= x << 5;
      stream[i] = !line ? (unsigned char)x : i % line == line - 1 ? '\n' : 'a' + x % 26;
    }
    for (int i = period; i < period + CHUNK; i++) stream[i] = stream[i - period];
    stream_ready = 1;
  }
  return stream + position % period;
}

int connect_from(const struct options *o, unsigned long n) {
  int one = 1;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(o->port)};
  struct sockaddr_in from = {.sin_family = AF_INET};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket: %s", strerror(errno));
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (o->sources > 1) {
    /* The port is chosen at connect(), when the whole four-tuple is known: one address then serves as
     * many connections as it has ports to *each* server, instead of to all together. */
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + n % o->sources);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) != 0) fail("bind: %s", strerror(errno));
  }
  inet_pton(AF_INET, o->host, &to.sin_addr);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS)
    fail("connect: %s", strerror(errno));
  return fd;
}

int wait_ready(const struct options *o, int epoll, struct epoll_event *ready, int milliseconds) {
  double deadline = now() + milliseconds / 1e3;
  int n;
  if (!o->spin) return epoll_wait(epoll, ready, MAX_EVENTS, milliseconds);
  do n = epoll_wait(epoll, ready, MAX_EVENTS, 0);
  while (n == 0 && now() < deadline);
  return n;
}

int wait_one(const struct options *o, struct pollfd *one, int milliseconds) {
  double deadline = now() + milliseconds / 1e3;
  int n;
  if (!o->spin) return poll(one, 1, milliseconds);
  do n = poll(one, 1, 0);
  while (n == 0 && now() < deadline);
  return n;
}

void raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void latency_reset(void) {
  memset(buckets, 0, sizeof buckets);
  latencies = 0;
}

void latency_add(double seconds) {
  long us = (long)(seconds * 1e6);
  buckets[us < 0 ? 0 : us > BUCKETS ? BUCKETS : us]++;
  latencies++;
}

double latency_quantile(double q) {
  unsigned long seen = 0, wanted = (unsigned long)(latencies * q);
  for (int us = 0; us <= BUCKETS; us++) {
    seen += buckets[us];
    if (seen > wanted) return us;
  }
  return 0;
}
