/*
 * The limit of what any client can do: epoll, one stamp per read, memmem for the token key. No HTTP, no JSON.
 *
 *   epoll-reader PORT STREAMS TOKENS STAMPS_FILE|-
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

int main(int count, char **argument) {
  if (count != 5) return 2;
  int port = atoi(argument[1]), streams = atoi(argument[2]);
  long tokens = atol(argument[3]);
  int keep = strcmp(argument[4], "-") != 0;
  alarm(300);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);

  Stream *all = calloc(streams, sizeof(Stream));
  double *stamps = keep ? calloc((long)streams * tokens, sizeof(double)) : NULL;
  int poller = epoll_create1(0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  for (int s = 0; s < streams; s += 1) {
    int fd = all[s].fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) { perror("connect"); return 1; }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    char request[256];
    int n = sprintf(request, "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-request-id: s-%d\r\ncontent-length: 2\r\n\r\n{}", s);
    if (write(fd, request, n) != n) return 1;
    fcntl(fd, F_SETFL, O_NONBLOCK);
    struct epoll_event watch = {.events = EPOLLIN, .data.u32 = s};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &watch);
  }

  static char buffer[65536 + 64];
  static const char key[] = "\"content\":\"";
  long events = 0;
  int open_streams = streams;
  struct epoll_event ready[1024];
  while (open_streams > 0) {
    int n = epoll_wait(poller, ready, 1024, -1);
    for (int i = 0; i < n; i += 1) {
      int s = ready[i].data.u32;
      Stream *stream = &all[s];
      memcpy(buffer, stream->tail, stream->held);
      long got = read(stream->fd, buffer + stream->held, 65536);
      double at = now_ms();
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) { fprintf(stderr, "stream %d closed early\n", s); return 1; }
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
        open_streams -= 1;
        epoll_ctl(poller, EPOLL_CTL_DEL, stream->fd, NULL);
        close(stream->fd);
      }
    }
  }
  double cpu = cpu_seconds();
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  if (keep) {
    FILE *file = fopen(argument[4], "wb");
    fwrite(stamps, sizeof(double), (long)streams * tokens, file);
    fclose(file);
  }
  printf("{\"events\":%ld,\"cpuSeconds\":%.6f,\"maxRssMb\":%.1f,\"errors\":0}\n", events, cpu, use.ru_maxrss / 1024.0);
  return 0;
}
