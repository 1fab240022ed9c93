/*
 * Each trial runs in a child of its own that shuts itself in as a worker does
 * and then tries what an intruder would.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "net/landlock.h"
#include "net/sandbox.h"
#include "parent/user.h"

static int capsule = -1;	/* a folder with page.txt, and outside.txt
				   beside it */
static int tcp = -1;		/* listens; others connect to it */
static struct sockaddr_in tcp_at;

enum { KILLED = -SIGSYS };

/* What trial returned in a worker's place, or less the signal of its end. */
static int
ending(int (*trial)(void), void (*before)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		before();
		_exit(trial());
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void
as_worker(void)
{
	sandbox_worker(&capsule, 1, -1);
}

#define IN_WORKER(trial) ending(trial, as_worker)
#define IN_PARENT(trial) ending(trial, sandbox_parent)

/* 0, or the errno. */
static int
openat2_at(int dir, const char *path, uint64_t flags)
{
	struct open_how how = { .flags = flags };
	int fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));

	if (fd == -1)
		return errno;
	close(fd);
	return 0;
}

/* --- files ----------------------------------------------------------------- */

static int
read_page(void)
{
	return openat2_at(capsule, "page.txt", O_RDONLY);
}

static int
read_passwd(void)
{
	return openat2_at(AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static int
open_passwd(void)
{
	return open("/etc/passwd", O_RDONLY) == -1 ? errno : 0;
}

static int
read_beside(void)
{
	return openat2_at(capsule, "../outside.txt", O_RDONLY);
}

static int
write_page(void)
{
	return openat2_at(capsule, "page.txt", O_WRONLY);
}

static int
list_capsule(void)
{
	return openat2_at(capsule, ".", O_RDONLY | O_DIRECTORY);
}

static void
a_worker_reads_files_of_its_capsule_only(void **state)
{
	(void)state;
	assert_int_equal(IN_WORKER(read_page), 0);
	if (landlock_version() == -1) {
		print_message("# not tried: this kernel has no Landlock\n");
		return;
	}
	assert_int_equal(IN_WORKER(read_passwd), EACCES);
	assert_int_equal(IN_WORKER(open_passwd), EACCES);
	assert_int_equal(IN_WORKER(read_beside), EACCES);
	assert_int_equal(IN_WORKER(write_page), EACCES);
	assert_int_equal(IN_WORKER(list_capsule), EACCES);
}

/* --- the network ----------------------------------------------------------- */

static int
connect_out(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd == -1)
		return errno;
	return connect(fd, (struct sockaddr *)&tcp_at, sizeof(tcp_at)) == -1
	    ? errno : 0;
}

static int
connect_what_it_has(void)
{
	return connect(tcp, (struct sockaddr *)&tcp_at, sizeof(tcp_at)) == -1
	    ? errno : 0;
}

static int
listen_elsewhere(void)
{
	return listen(tcp, 1) == -1 ? errno : 0;
}

static void
a_worker_cannot_connect_out(void **state)
{
	(void)state;
	assert_int_equal(IN_WORKER(connect_out),
	    SANDBOX_SANITIZED ? KILLED : ENOSYS);
	assert_int_equal(IN_WORKER(connect_what_it_has), KILLED);
	assert_int_equal(IN_WORKER(listen_elsewhere), KILLED);
}

/* --- processes and memory -------------------------------------------------- */

static int
run_shell(void)
{
	execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
	return errno;
}

static int
trace_parent(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == -1 ? errno : 0;
}

static int
fork_one(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid == -1 ? errno : 0;
}

static int
kill_parent(void)
{
	return kill(getppid(), SIGCONT) == -1 ? errno : 0;
}

static int
map_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? errno : 0;
}

static int
become_root(void)
{
	return setuid(0) == -1 ? errno : 0;
}

static void
a_worker_starts_no_program(void **state)
{
	(void)state;
	assert_int_equal(IN_WORKER(run_shell), KILLED);
	assert_int_equal(IN_WORKER(become_root), KILLED);
}

static void
a_worker_touches_no_other_process(void **state)
{
	(void)state;
	if (SANDBOX_SANITIZED)	/* the leak check forks and attaches */
		assert_int_not_equal(IN_WORKER(trace_parent), 0);
	else {
		assert_int_equal(IN_WORKER(trace_parent), KILLED);
		assert_int_equal(IN_WORKER(fork_one), KILLED);
		assert_int_equal(IN_WORKER(kill_parent), ENOSYS);
		assert_int_equal(IN_WORKER(map_code), ENOSYS);
	}
}

static void
the_parent_starts_no_program_but_forks(void **state)
{
	(void)state;
	assert_int_equal(IN_PARENT(run_shell), KILLED);
	assert_int_equal(IN_PARENT(fork_one), 0);
	assert_int_equal(IN_PARENT(connect_out), 0);
	if (!SANDBOX_SANITIZED)
		assert_int_equal(IN_PARENT(trace_parent), KILLED);
}

static int
leaves_no_core(void)
{
	struct rlimit core;

	if (getrlimit(RLIMIT_CORE, &core) == -1 || core.rlim_max != 0)
		return 1;
	if (!SANDBOX_SANITIZED && prctl(PR_GET_DUMPABLE) != 0)
		return 2;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 3;
}

static void
keys_get_into_no_core_file(void **state)
{
	(void)state;
	assert_int_equal(IN_PARENT(leaves_no_core), 0);
}

/* --- what is left ---------------------------------------------------------- */

static int
does_its_work(void)
{
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC };
	struct linger linger = { 1, 0 };
	char bytes[16], *big = malloc(8 << 20);
	struct timespec now;
	struct stat st;
	int peer, file;

	if (big == NULL)
		return 1;
	memset(big, 1, 8 << 20);
	free(big);
	file = (int)syscall(SYS_openat2, capsule, "page.txt", &how,
	    sizeof(how));
	if (file == -1 || fstat(file, &st) == -1 ||
	    read(file, bytes, sizeof(bytes)) != 5 || close(file) == -1)
		return 2;
	peer = accept4(tcp, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (peer == -1 || recv(peer, bytes, sizeof(bytes), 0) != 5 ||
	    send(peer, "hello", 5, MSG_NOSIGNAL) != 5 ||
	    setsockopt(peer, SOL_SOCKET, SO_LINGER, &linger,
		sizeof(linger)) == -1 || shutdown(peer, SHUT_WR) == -1)
		return 3;
	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes) ||
	    clock_gettime(CLOCK_REALTIME, &now) == -1)
		return 4;
	return 0;
}

static int
listen_tcp(void)
{
	socklen_t n = sizeof(tcp_at);

	memset(&tcp_at, 0, sizeof(tcp_at));
	tcp_at.sin_family = AF_INET;
	tcp_at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(tcp, (struct sockaddr *)&tcp_at, n) == -1 ||
	    listen(tcp, 5) == -1)
		return -1;
	return getsockname(tcp, (struct sockaddr *)&tcp_at, &n);
}

static void
a_worker_can_do_its_work(void **state)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	close(tcp);	/* with all that wait there */
	assert_int_equal(listen_tcp(), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&tcp_at,
			     sizeof(tcp_at)), 0);
	assert_int_equal(send(fd, "hello", 5, 0), 5);
	assert_int_equal(IN_WORKER(does_its_work), 0);
	close(fd);
}

static int
fails_an_assertion(void)
{
	abort();
}

static void
an_assertion_that_fails_is_seen_as_one(void **state)
{
	(void)state;
	assert_int_equal(IN_WORKER(fails_an_assertion), -SIGABRT);
}

/* --- an older kernel ------------------------------------------------------- */

static int said[2];	/* a pipe in place of standard error */

static void
on_an_older_kernel(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);

	if (f == NULL || seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS),
		SCMP_SYS(landlock_create_ruleset), 0) != 0 ||
	    seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp),
		0) != 0 ||
	    seccomp_rule_add(f, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
		SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0)) != 0 ||
	    seccomp_load(f) != 0)
		_exit(99);
	seccomp_release(f);
	dup2(said[1], STDERR_FILENO);
}

static int
goes_on(void)
{
	sandbox_parent();
	sandbox_worker(&capsule, 1, -1);
	return 0;
}

static void
what_the_kernel_lacks_is_said_once(void **state)
{
	char text[1024];
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(said), 0);
	assert_int_equal(ending(goes_on, on_an_older_kernel), 0);
	close(said[1]);
	n = read(said[0], text, sizeof(text) - 1);
	close(said[0]);
	assert_true(n > 0);
	text[n] = '\0';
	assert_ptr_equal(strchr(text, '\n'), text + n - 1);
	assert_non_null(strstr(text, " seccomp ("));
	assert_non_null(strstr(text, " Landlock (Function not implemented)"));
}

/* --- root ------------------------------------------------------------------ */

static char err[256];

static void
as_nobody(void)
{
	struct user user;

	if (user_find(&user, "nobody", err, sizeof(err)) == -1 ||
	    user_become(&user, err, sizeof(err)) == -1)
		_exit(99);
}

static int
come_back(void)
{
	uid_t r, e, s;
	gid_t groups[64];
	int i, n;

	if (getresuid(&r, &e, &s) == -1 || r == 0 || r != e || r != s)
		return 1;
	if (setuid(0) == 0 || seteuid(0) == 0 || setreuid(0, 0) == 0 ||
	    setresuid(0, 0, 0) == 0 || setgid(0) == 0 || setegid(0) == 0 ||
	    setgroups(0, NULL) == 0)
		return 2;
	n = getgroups(64, groups);
	for (i = 0; i < n; i++)
		if (groups[i] == 0)
			return 3;
	if (prctl(PR_CAPBSET_DROP, 0, 0, 0, 0) == 0)	/* takes a capability */
		return 4;
	return open("/etc/shadow", O_RDONLY) == -1 ? 0 : 5;
}

static void
root_is_given_up_for_good(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		print_message("# not tried: only root can give root up\n");
		return;
	}
	assert_int_equal(ending(come_back, as_nobody), 0);
}

static void
an_unknown_user_is_named(void **state)
{
	struct user user;

	(void)state;
	assert_int_equal(user_find(&user, "no such user", err, sizeof(err)),
	    -1);
	assert_string_equal(err, "cannot find the user \"no such user\"");
}

/* --------------------------------------------------------------------------- */

static char tmp[] = "/tmp/qapsule-test-XXXXXX";

static int
set_up(void **state)
{
	char path[128];
	FILE *f;

	(void)state;
	if (mkdtemp(tmp) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/outside.txt", tmp);
	f = fopen(path, "w");
	fclose(f);
	snprintf(path, sizeof(path), "%s/capsule", tmp);
	mkdir(path, 0755);
	capsule = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(path, sizeof(path), "%s/capsule/page.txt", tmp);
	f = fopen(path, "w");
	fputs("page\n", f);
	fclose(f);
	return listen_tcp();
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "outside.txt",
		"capsule/page.txt", "capsule", "" };
	char path[128];
	size_t i;

	(void)state;
	close(tcp);
	close(capsule);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", tmp, names[i]);
		if (remove(path) == -1)
			return -1;
	}
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_worker_reads_files_of_its_capsule_only),
		cmocka_unit_test(a_worker_cannot_connect_out),
		cmocka_unit_test(a_worker_starts_no_program),
		cmocka_unit_test(a_worker_touches_no_other_process),
		cmocka_unit_test(the_parent_starts_no_program_but_forks),
		cmocka_unit_test(keys_get_into_no_core_file),
		cmocka_unit_test(a_worker_can_do_its_work),
		cmocka_unit_test(an_assertion_that_fails_is_seen_as_one),
		cmocka_unit_test(what_the_kernel_lacks_is_said_once),
		cmocka_unit_test(root_is_given_up_for_good),
		cmocka_unit_test(an_unknown_user_is_named),
	};

	return cmocka_run_group_tests_name("sandbox", tests, set_up,
	    tear_down);
}
