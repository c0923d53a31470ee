/*
 * The limit of what any client can do: epoll, one stamp per read, memmem for the token key. No HTTP, no JSON.
 *
 *   epoll-reader PORT STREAMS WARM TOKENS STAMPS_FILE|-
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static double cpu_seconds(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return use.ru_utime.tv_sec + use.ru_stime.tv_sec + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

typedef struct {
  int fd, held, done;
  long tokens;
  char tail[64];
} Stream;

static int poller, streams;
static Stream *all;
static double *stamps;

static void open_streams(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  for (int s = 0; s < streams; s += 1) {
    int fd = all[s].fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) { perror("connect"); exit(1); }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    struct epoll_event watch = {.events = EPOLLIN, .data.u32 = s};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &watch);
  }
}

/* Asks on every connection and reads all answers; the number of events. */
static long run_wave(long tokens, int keep) {
  for (int s = 0; s < streams; s += 1) {
    char request[256];
    int n = sprintf(request, "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-request-id: s-%d\r\ncontent-length: 2\r\n\r\n{}", s);
    all[s].tokens = all[s].done = all[s].held = 0;
    if (write(all[s].fd, request, n) != n) { perror("write"); exit(1); }
  }
  static char buffer[65536 + 64];
  static const char key[] = "\"content\":\"";
  struct epoll_event ready[1024];
  long events = 0;
  for (int open = streams; open > 0;) {
    int n = epoll_wait(poller, ready, 1024, -1);
    for (int i = 0; i < n; i += 1) {
      int s = ready[i].data.u32;
      Stream *stream = &all[s];
      memcpy(buffer, stream->tail, stream->held);
      long got = read(stream->fd, buffer + stream->held, 65536);
      double at = now_ms();
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) { fprintf(stderr, "stream %d closed early\n", s); exit(1); }
      char *place = buffer, *end = buffer + stream->held + got, *found;
      while ((found = memmem(place, end - place, key, sizeof key - 1)) && found + sizeof key <= end) {
        place = found + sizeof key - 1;
        if (*place == '"') continue; /* the role event's empty content */
        if (keep && stream->tokens < tokens) stamps[s * tokens + stream->tokens] = at;
        stream->tokens += 1;
        events += 1;
      }
      long keepable = end - place < (long)sizeof key ? end - place : (long)sizeof key - 1;
      memcpy(stream->tail, end - keepable, keepable);
      stream->held = keepable;
      if (stream->tokens >= tokens && !stream->done && memmem(buffer, end - buffer, "[DONE]", 6)) {
        stream->done = 1;
        open -= 1;
      }
    }
  }
  return events;
}

int main(int count, char **argument) {
  if (count != 6) return 2;
  streams = atoi(argument[2]);
  long warm = atol(argument[3]), tokens = atol(argument[4]);
  int keep = strcmp(argument[5], "-") != 0;
  alarm(300);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);

  all = calloc(streams, sizeof(Stream));
  stamps = keep ? calloc((long)streams * tokens, sizeof(double)) : NULL;
  poller = epoll_create1(0);
  open_streams(atoi(argument[1]));
  if (warm > 0) run_wave(warm, 0);
  long events = run_wave(tokens, keep);

  double cpu = cpu_seconds();
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  if (keep) {
    FILE *file = fopen(argument[5], "wb");
    fwrite(stamps, sizeof(double), (long)streams * tokens, file);
    fclose(file);
  }
  printf("{\"events\":%ld,\"cpuSeconds\":%.6f,\"maxRssMb\":%.1f,\"errors\":0}\n", events, cpu, use.ru_maxrss / 1024.0);
  return 0;
}
