#include "tools/shared/jobs.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
	MOST_THREADS = 256,
	/* How far work runs ahead of done, for each thread. */
	AHEAD = 8,
};

/* What the threads share; the lock guards all that changes. */
struct pool {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	void (*work)(void *context, unsigned i);
	void *context;
	unsigned count, ahead;
	unsigned next;     /* the first that nobody took */
	unsigned reported; /* as many are done */
	bool *worked;
};

static void *
run_thread(void *argument)
{
	struct pool *pool = argument;

	pthread_mutex_lock(&pool->lock);
	while (pool->next < pool->count) {
		unsigned i = pool->next;

		if (i >= pool->reported + pool->ahead) {
			pthread_cond_wait(&pool->changed, &pool->lock);
			continue;
		}
		pool->next++;
		pthread_mutex_unlock(&pool->lock);
		pool->work(pool->context, i);
		pthread_mutex_lock(&pool->lock);
		pool->worked[i] = true;
		pthread_cond_broadcast(&pool->changed);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static void
report_in_order(struct pool *pool, void (*done)(void *context, unsigned i))
{
	for (unsigned i = 0; i < pool->count; i++) {
		pthread_mutex_lock(&pool->lock);
		while (!pool->worked[i])
			pthread_cond_wait(&pool->changed, &pool->lock);
		pthread_mutex_unlock(&pool->lock);
		done(pool->context, i);
		pthread_mutex_lock(&pool->lock);
		pool->reported++;
		pthread_cond_broadcast(&pool->changed);
		pthread_mutex_unlock(&pool->lock);
	}
}

/* Gives false, with nothing done, when there are no threads to be had. */
static bool
run_pool(unsigned threads, struct pool *pool,
    void (*done)(void *context, unsigned i))
{
	pthread_t ids[MOST_THREADS];
	unsigned started = 0;

	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->changed, NULL);
	while (started < threads &&
	       pthread_create(&ids[started], NULL, run_thread, pool) == 0)
		started++;
	if (started > 0)
		report_in_order(pool, done);
	for (unsigned i = 0; i < started; i++)
		pthread_join(ids[i], NULL);
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->lock);
	return started > 0;
}

void
jobs_run(unsigned threads, unsigned count,
    void (*work)(void *context, unsigned i),
    void (*done)(void *context, unsigned i), void *context)
{
	struct pool pool = {.work = work, .context = context, .count = count};
	bool ran = false;

	if (threads > count)
		threads = count;
	if (threads > MOST_THREADS)
		threads = MOST_THREADS;
	if (threads > 1) {
		pool.ahead = threads * AHEAD;
		pool.worked = calloc(count, sizeof(*pool.worked));
		ran = pool.worked != NULL && run_pool(threads, &pool, done);
		free(pool.worked);
	}
	if (ran)
		return;
	for (unsigned i = 0; i < count; i++) {
		work(context, i);
		done(context, i);
	}
}
