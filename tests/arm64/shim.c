/* For tests alone: what Android's libc has and musl has not, so that code built for Android runs on a Linux with musl.
   It stands in for liblog.so and is loaded before everything, so that it may replace names of musl too. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

/* Names. */
int *__errno(void) {
  extern int *__errno_location(void);
  return __errno_location();
}
char __sF[3 * 152];
void android_set_abort_message(const char *message) { fprintf(stderr, "abort: %s\n", message); }
int __android_log_write(int priority, const char *tag, const char *text) { return 0; }
int __android_log_print(int priority, const char *tag, const char *format, ...) { return 0; }
int __system_property_get(const char *name, char *value) {
  *value = 0;
  return 0;
}
int __register_atfork(void (*before)(void), void (*parent)(void), void (*child)(void), void *library) { return 0; }

/* Calls that know how long a buffer is, as SQLCipher's makers compile them. */
void *__memcpy_chk(void *to, const void *from, size_t n, size_t room) { return memcpy(to, from, n); }
void *__memmove_chk(void *to, const void *from, size_t n, size_t room) { return memmove(to, from, n); }
void *__memset_chk(void *to, int byte, size_t n, size_t room) { return memset(to, byte, n); }
char *__strchr_chk(const char *text, int byte, size_t room) { return strchr(text, byte); }
char *__strrchr_chk(const char *text, int byte, size_t room) { return strrchr(text, byte); }
size_t __strlen_chk(const char *text, size_t room) { return strlen(text); }
char *__strcat_chk(char *to, const char *from, size_t room) { return strcat(to, from); }
char *__strcpy_chk(char *to, const char *from, size_t room) { return strcpy(to, from); }
char *__strncpy_chk(char *to, const char *from, size_t n, size_t room) { return strncpy(to, from, n); }
char *__strncpy_chk2(char *to, const char *from, size_t n, size_t room, size_t given) { return strncpy(to, from, n); }
ssize_t __read_chk(int file, void *to, size_t n, size_t room) { return read(file, to, n); }
int __open_2(const char *path, int flags) { return open(path, flags); }
void __FD_SET_chk(int file, fd_set *set, size_t room) { FD_SET(file, set); }
int __vsnprintf_chk(char *to, size_t n, int flags, size_t room, const char *format, va_list rest) {
  return vsnprintf(to, n, format, rest);
}

/* Another name for the same, and the other meaning of strerror_r. */
off_t lseek64(int file, off_t to, int from) { return lseek(file, to, from); }
char *__gnu_strerror_r(int number, char *to, size_t n) {
  strerror_r(number, to, n);
  return to;
}

/* Structs that are laid out otherwise. An address: bionic has its name before it, musl after it. */
int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
  int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
  int failed = real(host, service, hints, found);
  for (struct addrinfo *one = failed ? NULL : *found; one; one = one->ai_next) {
    void *address = one->ai_addr;
    one->ai_addr = (void *)one->ai_canonname;
    one->ai_canonname = address;
  }
  return failed;
}

/* What is done about a signal: bionic has 32 bytes, musl 152, which would be written over what lies behind. */
struct bionic_sigaction {
  int flags;
  void (*handler)(int);
  unsigned long mask;
  void (*restorer)(void);
};
int sigaction(int number, const struct sigaction *restrict set, struct sigaction *restrict was) {
  int (*real)(int, const struct sigaction *, struct sigaction *) = dlsym(RTLD_NEXT, "sigaction");
  struct sigaction to, before;
  if (set) {
    const struct bionic_sigaction *given = (const void *)set;
    memset(&to, 0, sizeof to);
    to.sa_handler = given->handler;
    to.sa_flags = given->flags;
    memcpy(&to.sa_mask, &given->mask, sizeof given->mask);
  }
  int failed = real(number, set ? &to : NULL, &before);
  if (was && !failed) {
    struct bionic_sigaction *shown = (void *)was;
    memset(shown, 0, sizeof *shown);
    shown->handler = before.sa_handler;
    shown->flags = before.sa_flags;
    memcpy(&shown->mask, &before.sa_mask, sizeof shown->mask);
  }
  return failed;
}
