/*
 * Idle connections, driven line by line over standard input, an answer for each:
 *
 *   open N                   hold N silent connections
 *   probe COUNT AT_ONCE S    connect-request-close beside them, COUNT times or for S seconds
 *   drain                    wait until the server has ended them all
 *   quit
 */
#include "common.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel completes connections that the server has yet to accept, up to the backlog. So after
 * every BATCH of them one is made to speak: its echo says that those before it have been accepted. */
#define BATCH 128
#define LIMIT 65536

static int held[LIMIT];
static int live = 0;
static unsigned char buffer[CHUNK];

static void wait_for(int fd, short events, const char *what) {
  struct pollfd p = {.fd = fd, .events = events};
  if (poll(&p, 1, 60000) <= 0) fail("%s: nothing for 60 s with %d connections", what, live);
  if (p.revents & (POLLERR | POLLHUP)) fail("%s: refused or reset with %d connections", what, live);
}

static void open_to(const struct options *o, int wanted) {
  double start = now(), cpu = server_cpu(o);
  if (wanted > LIMIT) fail("more than %d connections", LIMIT);
  while (live < wanted) {
    int fd = connect_from(o, live);
    wait_for(fd, POLLOUT, "open");
    held[live++] = fd;
    if (live % BATCH != 0 && live != wanted) continue;
    if (send(fd, stream_at(0), 1, MSG_NOSIGNAL) != 1) fail("send: %s", strerror(errno));
    wait_for(fd, POLLIN, "open");
    if (recv(fd, buffer, sizeof buffer, 0) != 1 || buffer[0] != *stream_at(0)) fail("no echo of one byte");
  }
  printf("{\"live\": %d, \"seconds\": %.6f, \"cpu\": %.9f}\n", live, now() - start, server_cpu(o) - cpu);
}

static void probe(const struct options *o, long count, int at_once, double seconds) {
  struct options these = *o;
  these.count = count;
  these.connections = at_once;
  these.seconds = seconds;
  struct churn r = churn(&these, 0);
  printf("{\"operations\": %ld, \"seconds\": %.6f, \"cpu\": %.9f}\n", r.done, r.seconds, r.cpu);
}

static void drain(const struct options *o) {
  struct epoll_event ready[MAX_EVENTS];
  int epoll = epoll_create1(EPOLL_CLOEXEC), ended = 0, reset = 0;
  double start = now(), first = 0;
  for (int i = 0; i < live; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = held[i]};
    epoll_ctl(epoll, EPOLL_CTL_ADD, held[i], &event);
  }
  printf("{\"waiting\": %d}\n", live);
  fflush(stdout);
  while (ended + reset < live) {
    int n = epoll_wait(epoll, ready, MAX_EVENTS, 60000);
    if (n == 0) fail("%d of %d connections were not ended for 60 s", live - ended - reset, live);
    if (first == 0) first = now();
    for (int k = 0; k < n; k++) {
      ssize_t got = recv(ready[k].data.fd, buffer, sizeof buffer, 0);
      if (got > 0) fail("bytes came while draining");
      if (got == 0) ended++;
      else reset++;
      close(ready[k].data.fd);
    }
  }
  printf("{\"ended\": %d, \"reset\": %d, \"seconds\": %.6f, \"sinceAsked\": %.6f}\n", ended, reset,
         now() - first, now() - start);
  close(epoll);
  live = 0;
  (void)o;
}

int run_session(const struct options *o) {
  char line[256];
  while (fgets(line, sizeof line, stdin) != NULL) {
    long count;
    int at_once, wanted;
    double seconds;
    alarm(180);
    if (sscanf(line, "open %d", &wanted) == 1) open_to(o, wanted);
    else if (sscanf(line, "probe %ld %d %lf", &count, &at_once, &seconds) == 3)
      probe(o, count, at_once, seconds);
    else if (strncmp(line, "drain", 5) == 0) drain(o);
    else if (strncmp(line, "quit", 4) == 0) return 0;
    else fail("unknown command");
    fflush(stdout);
  }
  return 0;
}
