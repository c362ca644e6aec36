// Makes visible to ThreadSanitizer what happens in libraries that were not built with it. Scripts/sanitize loads it before them
// (LD_PRELOAD). Each function does what the real one does, and says which of two threads came first.
//
// - Swift's Mutex: the way without a wait is compiled into our code and seen; the way with one lies in libswiftSynchronization.
// - Dispatch: work that is handed to a queue, the order of a serial one, and semaphores.
// - swift_once: who comes later sees what the first has made.
// - The last release of an object: what its other owners did came before its deinit. Only the last owner learns of the others
//   (two that release at the same moment, both), so that a race between owners stays a race.
//
// - A continuation that was resumed before its task waits for it: the task goes on at once, and sees what came before the resume.
//
// Swift's concurrency runtime speaks to ThreadSanitizer by itself, but for that: where a task waits already, it is started as a job, and
// jobs are told.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern void *_Block_copy(const void *block);
extern void _Block_release(const void *block);

extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

#define swiftcall __attribute__((swiftcall))
#define swiftself __attribute__((swift_context))

/// The function that this one stands before.
#define REAL(type, name) \
    static type real;    \
    if (!real) real = (type)dlsym(RTLD_NEXT, name)

// MARK: Mutex

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef swiftcall void (*lock_slow_t)(uint32_t, swiftself void *);
typedef swiftcall void (*unlock_slow_t)(swiftself void *);

swiftcall void lock_slow(uint32_t thread, swiftself void *mutex) __asm__(LOCK_SLOW);
swiftcall void unlock_slow(swiftself void *mutex) __asm__(UNLOCK_SLOW);

swiftcall void lock_slow(uint32_t thread, swiftself void *mutex) {
    REAL(lock_slow_t, LOCK_SLOW);
    real(thread, mutex);
    __tsan_acquire(mutex);
}

swiftcall void unlock_slow(swiftself void *mutex) {
    REAL(unlock_slow_t, UNLOCK_SLOW);
    __tsan_release(mutex);
    real(mutex);
}

// MARK: Dispatch

typedef void *queue_t;
typedef void (^work_t)(void);
typedef void (*async_t)(queue_t, work_t);
typedef void (*after_t)(uint64_t, queue_t, work_t);
typedef intptr_t (*signal_t)(void *);
typedef intptr_t (*wait_t)(void *, uint64_t);

extern const char *dispatch_queue_get_label(queue_t queue);

/// The works of a queue of one's own are run one after the other; those of the global ones are not.
static int is_serial(queue_t queue) { return strncmp(dispatch_queue_get_label(queue), "com.apple.root", 14) != 0; }

/// A copy: to be released once Dispatch has its own.
static work_t seen(queue_t queue, work_t work) {
    char *handed_over = malloc(1);
    int serial = is_serial(queue);
    __tsan_release(handed_over);
    return _Block_copy(^{
        __tsan_acquire(handed_over);
        if (serial) __tsan_acquire(queue);
        work();
        if (serial) __tsan_release(queue);
        free(handed_over);
    });
}

void dispatch_async(queue_t queue, work_t work) {
    REAL(async_t, "dispatch_async");
    work_t block = seen(queue, work);
    real(queue, block);
    _Block_release(block);
}

void dispatch_after(uint64_t when, queue_t queue, work_t work) {
    REAL(after_t, "dispatch_after");
    work_t block = seen(queue, work);
    real(when, queue, block);
    _Block_release(block);
}

intptr_t dispatch_semaphore_signal(void *semaphore) {
    REAL(signal_t, "dispatch_semaphore_signal");
    __tsan_release(semaphore);
    return real(semaphore);
}

intptr_t dispatch_semaphore_wait(void *semaphore, uint64_t timeout) {
    REAL(wait_t, "dispatch_semaphore_wait");
    intptr_t result = real(semaphore, timeout);
    if (result == 0) __tsan_acquire(semaphore);
    return result;
}

// MARK: swift_once

typedef void (*function_t)(void *);
typedef void (*once_t)(intptr_t *, function_t, void *);

struct first {
    intptr_t *once;
    function_t function;
    void *argument;
};

static void run_first(void *pointer) {
    struct first *first = pointer;
    first->function(first->argument);
    __tsan_release(first->once);
}

void swift_once(intptr_t *once, function_t function, void *argument) {
    REAL(once_t, "swift_once");
    struct first first = {once, function, argument};
    real(once, run_first, &first);
    __tsan_acquire(once);
}

// MARK: Releases

typedef void (*release_t)(void *);

extern size_t swift_retainCount(void *object);

void swift_release(void *object) {
    REAL(release_t, "swift_release");
    // Tagged and null pointers are no objects.
    if ((intptr_t)object > 0) {
        __tsan_release(object);
        if (swift_retainCount(object) == 1) __tsan_acquire(object);
    }
    real(object);
}

// MARK: Continuations

#define swiftasync __attribute__((swiftasynccall))

extern swiftcall void *swift_task_getCurrent(void);
typedef swiftasync void (*continuation_await_t)(void *);

swiftasync void swift_continuation_await(void *context) {
    REAL(continuation_await_t, "swift_continuation_await");
    // Whoever resumes says so of the task.
    __tsan_acquire(swift_task_getCurrent());
    __attribute__((musttail)) return real(context);
}
