/*
 * Many connections, each asking and waiting for its echo: as fast as the server answers (run_request,
 * `depth` requests in flight) or each only now and then (run_fan_in).
 */
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection {
  int fd;
  unsigned long long sent, received; /* bytes */
  double *asked;                     /* when each request in flight was sent, a ring of `depth` */
};

static unsigned char buffer[CHUNK];

static void ask(const struct options *o, struct connection *c, int requests, double at) {
  size_t length = (size_t)requests * o->size;
  unsigned long first = c->sent / o->size;
  ssize_t n = send(c->fd, stream_at(c->sent), length, MSG_NOSIGNAL);
  if (n < 0) fail("send: %s", strerror(errno));
  /* A closed loop of a few KiB always fits the kernel's buffer; if not, the options are wrong. */
  if ((size_t)n != length) fail("send took %zd of %zu bytes: too much in flight", n, length);
  for (int i = 0; i < requests; i++) c->asked[(first + i) % o->depth] = at;
  c->sent += length;
}

/* Reads what has come, checks it, and says how many requests it answered. */
static int answers(const struct options *o, struct connection *c, double at) {
  unsigned long before = c->received / o->size;
  ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
  if (n == 0) fail("the server closed a connection");
  if (n < 0) {
    if (errno == EAGAIN) return 0;
    fail("recv: %s", strerror(errno));
  }
  if (c->received + n > c->sent) fail("the server sent more than it was sent");
  if (memcmp(buffer, stream_at(c->received), n) != 0) fail("the echo differs from what was sent");
  c->received += n;
  unsigned long after = c->received / o->size;
  for (unsigned long i = before; i < after; i++) latency_add(at - c->asked[i % o->depth]);
  return (int)(after - before);
}

static struct connection *open_all(const struct options *o, int epoll) {
  struct connection *all = calloc(o->connections, sizeof *all);
  struct epoll_event event, ready[MAX_EVENTS];
  double deadline = now() + 30;
  for (int i = 0; i < o->connections; i++) {
    struct connection *c = &all[i];
    c->fd = connect_from(o, i);
    c->asked = calloc(o->depth, sizeof *c->asked);
    event.events = EPOLLOUT;
    event.data.ptr = c;
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
    for (int done = 0; !done;) {
      int n = epoll_wait(epoll, ready, MAX_EVENTS, 1000);
      for (int k = 0; k < n; k++) {
        if (ready[k].events & (EPOLLERR | EPOLLHUP)) fail("connect: refused or reset");
        if (ready[k].data.ptr == c) done = 1;
      }
      if (now() > deadline) fail("could not open %d connections in 30 s", o->connections);
    }
    event.events = EPOLLIN;
    epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
    /* One echo each: the server has accepted this one before the next one comes. */
    ask(o, c, 1, now());
    while (c->received < c->sent) {
      if (epoll_wait(epoll, ready, MAX_EVENTS, 1000) > 0) answers(o, c, now());
      if (now() > deadline) fail("no echo on connection %d", i);
    }
  }
  return all;
}

static void report(long done, double seconds, double cpu, long late) {
  printf("{\"operations\": %ld, \"seconds\": %.6f, \"cpu\": %.9f, \"late\": %ld, "
         "\"p50\": %.0f, \"p99\": %.0f, \"p999\": %.0f}\n",
         done, seconds, cpu, late, latency_quantile(0.5), latency_quantile(0.99),
         latency_quantile(0.999));
}

int run_request(const struct options *o) {
  struct epoll_event ready[MAX_EVENTS];
  int epoll = epoll_create1(EPOLL_CLOEXEC), measuring = 0;
  struct connection *all = open_all(o, epoll);
  double start = now(), measured = start + o->warmup, end = measured + o->seconds, at = start, cpu = 0;
  long done = 0;
  if ((long)o->depth * o->size > 64 * 1024) fail("depth times size is over 64 KiB");
  for (int i = 0; i < o->connections; i++) ask(o, &all[i], o->depth, start);
  while (at < end && done < o->count) {
    int n = wait_ready(o, epoll, ready, 1000);
    at = now();
    if (n == 0) fail("no answer for a second");
    if (!measuring && at >= measured) {
      measuring = 1;
      measured = at;
      cpu = server_cpu(o);
      done = 0;
      latency_reset();
    }
    for (int k = 0; k < n; k++) {
      struct connection *c = ready[k].data.ptr;
      int answered = answers(o, c, at);
      if (answered > 0) ask(o, c, answered, at);
      done += answered;
    }
    if (!measuring) done = 0;
  }
  at = now();
  report(done, at - measured, o->pid ? server_cpu(o) - cpu : 0, 0);
  return 0;
}

int run_fan_in(const struct options *o) {
  struct epoll_event ready[MAX_EVENTS];
  int epoll = epoll_create1(EPOLL_CLOEXEC), measuring = 0;
  struct connection *all = open_all(o, epoll);
  double gap = o->interval / o->connections, start = now(), measured = start + o->warmup;
  double end = measured + o->seconds, at = start, cpu = 0;
  unsigned long next = 0;
  long done = 0, late = 0;
  while (at < end && done < o->count) {
    for (; start + next * gap <= at; next++) {
      struct connection *c = &all[next % o->connections];
      if (c->sent == c->received) ask(o, c, 1, at);
      else late++; /* still unanswered a whole interval later: told of, and not asked again */
    }
    int n = epoll_wait(epoll, ready, MAX_EVENTS, 1);
    at = now();
    if (!measuring && at >= measured) {
      measuring = 1;
      measured = at;
      cpu = server_cpu(o);
      done = late = 0;
      latency_reset();
    }
    for (int k = 0; k < n; k++) done += answers(o, ready[k].data.ptr, at);
  }
  if (done == 0) fail("no answer at all");
  report(done, at - measured, o->pid ? server_cpu(o) - cpu : 0, late);
  return 0;
}
