/*
 * The same work on many things, on several threads.
 */
#ifndef TOOLS_JOBS_H
#define TOOLS_JOBS_H

/*
 * Calls work(context, i) for each i below count, on as many threads, and
 * done(context, i) on the calling thread, in order, each after its work. With
 * one thread, or where no more can be had, everything runs on the calling one.
 */
void jobs_run(unsigned threads, unsigned count,
    void (*work)(void *context, unsigned i),
    void (*done)(void *context, unsigned i), void *context);

#endif
