/*
 * One connection that sends a lot and gets it all back, with no more than `window` bytes unanswered:
 * without that cap the result depends on how much of it stays in the processor's cache.
 */
#include "common.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static unsigned char buffer[CHUNK];

/* While it is measured, one read in so many is compared with what was sent; all are counted. */
#define COMPARED 16

/*
 * Copying and comparing cost the client about what they cost the server, which then waits for it and reads
 * smaller pieces. So the kernel may throw away most of what comes back (MSG_TRUNC, tcp(7)).
 */
static long read_some(int fd, unsigned long long received, int compare) {
  ssize_t n = recv(fd, buffer, sizeof buffer, compare ? 0 : MSG_TRUNC);
  if (n < 0 && errno == EAGAIN) return 0;
  if (n < 0) fail("recv: %s", strerror(errno));
  if (n == 0) fail("the server closed the connection after %llu bytes", received);
  if (compare && memcmp(buffer, stream_at(received), n) != 0) fail("the echo differs from what was sent");
  return n;
}

/* The server must answer our FIN with nothing but its own. */
static void close_politely(int fd) {
  struct pollfd p = {.fd = fd, .events = POLLIN};
  shutdown(fd, SHUT_WR);
  if (poll(&p, 1, 10000) <= 0) fail("the server did not close after half-close");
  if (recv(fd, buffer, sizeof buffer, 0) != 0) fail("bytes or an error in place of the server's FIN");
  close(fd);
}

static void transfer(const struct options *o, int fd, unsigned long long total, int compared) {
  unsigned long long sent = 0, received = 0;
  unsigned long reads = 0;
  while (received < total) {
    unsigned long long room = o->window - (sent - received), left = total - sent;
    size_t length = room < left ? room : left;
    struct pollfd p = {.fd = fd, .events = POLLIN | (length > 0 ? POLLOUT : 0)};
    if (wait_one(o, &p, 10000) <= 0) fail("no progress for 10 s after %llu bytes", received);
    if (p.revents & POLLIN) received += read_some(fd, received, reads++ % compared == 0);
    if (p.revents & POLLOUT && length > 0) {
      ssize_t n = send(fd, stream_at(sent), length < 65536 ? length : 65536, MSG_NOSIGNAL);
      if (n < 0 && errno != EAGAIN) fail("send: %s", strerror(errno));
      if (n > 0) sent += n;
    }
    if (!(p.revents & (POLLIN | POLLOUT))) fail("the connection was reset");
  }
}

int run_bulk(const struct options *o) {
  double seconds = 0, cpu = 0;
  /* The first transfer, a quarter as long, is for the server's compiler, compared and not counted. */
  for (int pass = 0; pass <= o->passes; pass++) {
    int fd = connect_from(o, pass);
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    if (poll(&p, 1, 5000) <= 0 || p.revents & (POLLERR | POLLHUP)) fail("connect: refused or timed out");
    double at = now(), used = server_cpu(o);
    transfer(o, fd, pass == 0 ? o->bytes / 4 : o->bytes, pass == 0 ? 1 : COMPARED);
    if (pass > 0) {
      seconds += now() - at;
      cpu += server_cpu(o) - used;
    }
    close_politely(fd);
  }
  printf("{\"bytes\": %lld, \"seconds\": %.6f, \"cpu\": %.9f}\n", (long long)o->bytes * o->passes, seconds,
         cpu);
  return 0;
}
