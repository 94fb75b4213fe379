//! The same work on many things, on several threads where the build has them.

/// Does some work on each item, on up to `threads` threads at once, and gives what came of it in the order of the items.
/// Without the feature `parallel` it is one thread.
///
/// ```
/// assert_eq!(platform_core::plan::in_parallel(&[1, 2, 3], 2, |number| number * 2), [2, 4, 6]);
/// ```
#[cfg(not(feature = "parallel"))]
pub fn in_parallel<T: Sync, R: Send>(items: &[T], _threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    items.iter().map(work).collect()
}

/// Does some work on each item, on up to `threads` threads at once, and gives what came of it in the order of the items.
/// Without the feature `parallel` it is one thread.
///
/// ```
/// assert_eq!(platform_core::plan::in_parallel(&[1, 2, 3], 2, |number| number * 2), [2, 4, 6]);
/// ```
#[cfg(feature = "parallel")]
pub fn in_parallel<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    use std::sync::atomic::{AtomicUsize, Ordering};

    // Handing out one at a time would cost more than it gains where an item is little work.
    const AT_ONCE: usize = 16;
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let begin = next.fetch_add(AT_ONCE, Ordering::Relaxed);
            let chunk = items.get(begin..begin.saturating_add(AT_ONCE).min(items.len())).unwrap_or_default();
            if chunk.is_empty() {
                return done;
            }
            done.push((begin, chunk.iter().map(&work).collect::<Vec<R>>()));
        }
    };
    let helpers = threads.min(items.len().div_ceil(AT_ONCE)).saturating_sub(1);
    let mut done = std::thread::scope(|scope| {
        // Where the system gives no more threads, those that are there do the work.
        let spawn = |_| std::thread::Builder::new().spawn_scoped(scope, run).ok();
        let helpers: Vec<_> = (0..helpers).map_while(spawn).collect();
        let mut done = run();
        for helper in helpers {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(begin, _)| *begin);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::in_parallel;

    #[test]
    fn every_item_once_and_in_order() {
        for size in [0, 1, 15, 16, 17, 1_000] {
            let items: Vec<usize> = (0..size).collect();
            let expected: Vec<usize> = items.iter().map(|item| item * 3).collect();
            for threads in [0, 1, 2, 16] {
                assert_eq!(in_parallel(&items, threads, |item| item * 3), expected);
            }
        }
    }

    #[test]
    #[cfg(feature = "parallel")]
    fn it_is_several_threads() {
        let names = in_parallel(&[(); 64], 4, |()| {
            std::thread::sleep(std::time::Duration::from_millis(1));
            std::thread::current().id()
        });
        assert!(names.iter().collect::<std::collections::HashSet<_>>().len() > 1);
    }
}
