//! Rows that are kept.

use super::{Case, ensure};

/// One handle for every request that was answered well, over its very users.
pub fn kept_rows_match_their_users(case: &Case) -> Result<(), String> {
    for (_, batch) in &case.story.settled {
        let mut covered = vec![0; batch.users.len()];
        for (asked, users) in &batch.kept {
            ensure(users.are_among(asked), || format!("rows of {users:?} are kept for {asked:?}"))?;
            users.iter().for_each(|user| covered[user - batch.users.start] += 1);
        }
        for (user, verdict) in batch.verdicts.iter().enumerate() {
            let expected = usize::from(case.scenario.habits.keeps && verdict.is_some());
            ensure(covered[user] == expected, || {
                format!("user {user} of batch {} has {} rows, not {expected}", batch.index, covered[user])
            })?;
        }
        ensure(batch.kept.is_sorted_by_key(|(asked, _)| asked.first()), || "kept rows are not in order".into())?;
    }
    Ok(())
}
