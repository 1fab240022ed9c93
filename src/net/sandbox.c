/*
 * A call that a worker never makes by itself, whatever its libraries do, ends
 * it: who makes it has broken in, and must not get to try the next one. The
 * parent says so (SIGSYS) and starts another, each later than the last.
 * All else that is not needed answers ENOSYS, as an older kernel would, so
 * that a newer C library, which asks for a newer call first, falls back to
 * the one it knows.
 */
#include "net/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "net/landlock.h"

/* --- system calls ---------------------------------------------------------- */

/* Fatal to every role. */
static const int never[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat),
	SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd),
	SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
	SCMP_SYS(unshare), SCMP_SYS(setns),
	SCMP_SYS(init_module), SCMP_SYS(finit_module),
	SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load),
	SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup), SCMP_SYS(open_by_handle_at),
	SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(keyctl),
};

/* Fatal likewise, but that the sanitizers' leak check needs them. */
static const int never_but_sanitized[] = {
	SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
};

/* Fatal to a worker. */
static const int never_in_worker[] = {
	SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
	SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setreuid),
	SCMP_SYS(setregid), SCMP_SYS(setresuid), SCMP_SYS(setresgid),
	SCMP_SYS(setgroups), SCMP_SYS(capset), SCMP_SYS(chroot),
};

static const int never_in_worker_but_sanitized[] = {
	SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone), SCMP_SYS(clone3),
};

/* All that a worker may ask for. */
static const int worker_calls[] = {
	/* sockets that it has, and those that it accepts */
	SCMP_SYS(accept4), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg),
	SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
	SCMP_SYS(sendfile), SCMP_SYS(shutdown), SCMP_SYS(setsockopt),
	SCMP_SYS(getsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
	/* files, which Landlock bounds */
	SCMP_SYS(openat2), SCMP_SYS(openat), SCMP_SYS(read),
	SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(preadv),
	SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
	SCMP_SYS(statx), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close),
	SCMP_SYS(fcntl), SCMP_SYS(fadvise64),
	/* the event loop, time and signals */
	SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2),
	SCMP_SYS(epoll_ctl), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall),
	/* memory, never both new and executable: see worker_rules */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(rseq),
	/* what the C library asks of itself */
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(sysinfo),
	SCMP_SYS(exit), SCMP_SYS(exit_group),
};

static bool
add(scmp_filter_ctx f, uint32_t action, const int *calls, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (seccomp_rule_add(f, action, calls[i], 0) < 0)
			return false;
	return true;
}

#define ADD(f, action, calls) \
	add(f, action, calls, sizeof(calls) / sizeof(*(calls)))

static bool
add_never(scmp_filter_ctx f)
{
	const uint32_t kill = SCMP_ACT_KILL_PROCESS;

	/* calls of another architecture's numbers are no way around */
	return seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, kill) == 0 &&
	    ADD(f, kill, never) &&
	    (SANDBOX_SANITIZED || ADD(f, kill, never_but_sanitized));
}

static bool
parent_rules(scmp_filter_ctx f)
{
	return add_never(f);
}

static bool
worker_rules(scmp_filter_ctx f)
{
	const uint32_t kill = SCMP_ACT_KILL_PROCESS, allow = SCMP_ACT_ALLOW;

	if (!add_never(f) || !ADD(f, kill, never_in_worker))
		return false;
	if (SANDBOX_SANITIZED)		/* allows all that is not fatal */
		return true;
	return ADD(f, kill, never_in_worker_but_sanitized) &&
	    ADD(f, allow, worker_calls) &&
	    seccomp_rule_add(f, allow, SCMP_SYS(mmap), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	    seccomp_rule_add(f, allow, SCMP_SYS(mprotect), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	    /* abort() */
	    seccomp_rule_add(f, allow, SCMP_SYS(tgkill), 1,
		SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)) == 0;
}

/* 0, or an errno. */
static int
filter(uint32_t otherwise, bool (*rules)(scmp_filter_ctx))
{
	scmp_filter_ctx f = seccomp_init(otherwise);
	int rc = -ENOMEM;

	if (f != NULL &&	/* the kernel's own errno, please */
	    seccomp_attr_set(f, SCMP_FLTATR_API_SYSRAWRC, 1) == 0 && rules(f))
		rc = seccomp_load(f);
	seccomp_release(f);
	return -rc;
}

/* --- both roles ------------------------------------------------------------ */

static bool told;	/* what is missing here */

static void
keep_no_core(void)
{
	static const struct rlimit none = { 0, 0 };

	/* the limit does not hold where cores go to a program: that is what
	   not being dumpable is for */
	setrlimit(RLIMIT_CORE, &none);
	if (!SANDBOX_SANITIZED)
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
sandbox_parent(void)
{
	struct buf missing;
	int why;

	buf_init(&missing, 512);
	keep_no_core();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		buf_printf(&missing, " no-new-privileges (%s)",
		    strerror(errno));
	if ((why = filter(SCMP_ACT_ALLOW, parent_rules)) != 0)
		buf_printf(&missing, " seccomp (%s)", strerror(why));
	if (landlock_version() == -1)
		buf_printf(&missing, " Landlock (%s)", strerror(errno));
	if (missing.n > 0)
		log_warning("isolation is weaker here, for want of:%.*s",
		    (int)missing.n, missing.p);
	told = missing.n > 0;
	buf_fini(&missing);
}

/* --- workers --------------------------------------------------------------- */

enum { RUNTIME = SANDBOX_SANITIZED ? 2 : 0 };

/* What the sanitizers' runtime reads besides. */
static void
open_runtime(struct landlock_rule *r)
{
	if (!SANDBOX_SANITIZED)
		return;
	r[0] = (struct landlock_rule){ open("/proc", O_PATH | O_CLOEXEC),
		LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR };
	r[1] = (struct landlock_rule){ open("/proc/self/exe",
		O_PATH | O_CLOEXEC), LANDLOCK_ACCESS_FS_READ_FILE };
}

/* 0, or -1 with errno. */
static int
restrict_files(const int *folders, size_t n, int log)
{
	struct landlock_rule *rules = calloc(n + 1 + RUNTIME, sizeof(*rules));
	size_t i, all = n;
	int rc, why;

	if (rules == NULL)
		return -1;
	for (i = 0; i < n; i++)
		rules[i] = (struct landlock_rule){ folders[i],
			LANDLOCK_ACCESS_FS_READ_FILE };
	if (log != -1)
		rules[all++] = (struct landlock_rule){ log,
			LANDLOCK_ACCESS_FS_WRITE_FILE |
			LANDLOCK_ACCESS_FS_MAKE_REG };
	open_runtime(rules + all);
	rc = landlock_restrict(rules, all + RUNTIME);
	why = errno;
	for (i = all; i < all + RUNTIME; i++)
		close(rules[i].fd);
	free(rules);
	errno = why;
	return rc;
}

void
sandbox_worker(const int *folders, size_t n, int log)
{
	static const struct rlimit none = { 0, 0 };
	int why;

	keep_no_core();
	if (!SANDBOX_SANITIZED)
		setrlimit(RLIMIT_NPROC, &none);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (restrict_files(folders, n, log) == -1 && !told)
		log_warning("a worker goes on without Landlock: %s",
		    strerror(errno));
	why = filter(SANDBOX_SANITIZED ? SCMP_ACT_ALLOW
				       : SCMP_ACT_ERRNO(ENOSYS), worker_rules);
	if (why != 0 && !told)
		log_warning("a worker goes on without seccomp: %s",
		    strerror(why));
}
