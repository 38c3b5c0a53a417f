/* What bionic's crtbegin_so.o gives a library: a handle of its own, and its exit handlers run when it is unloaded. */
extern int __cxa_atexit(void (*)(void *), void *, void *);
extern void __cxa_finalize(void *);

__attribute__((visibility("hidden"))) void *__dso_handle = &__dso_handle;

__attribute__((destructor)) static void on_unload(void) { __cxa_finalize(&__dso_handle); }

static void call(void *handler) { ((void (*)(void))handler)(); }

__attribute__((visibility("hidden"))) int atexit(void (*handler)(void)) {
  return __cxa_atexit(call, (void *)handler, &__dso_handle);
}
