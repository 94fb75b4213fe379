//! Deadlines as rules.

use crate::model::{CheckResult, Deadline, Diagnostic, Intent, Plan, Timestamp, Verdict, Waiver, codes};

/// Days ahead of a deadline from which it is worth a warning.
const AHEAD: i64 = 30;

/// Judges the deadlines of one plan.
pub(super) struct Judge<'j> {
    pub(super) plan: &'j Plan,
    pub(super) waivers: &'j [Waiver],
    pub(super) now: Timestamp,
}

impl Judge<'_> {
    /// The verdict on a deadline; none where no date was set. What is near is warned of.
    pub(super) fn check(&self, deadline: &Deadline, warnings: &mut Vec<Diagnostic>) -> Option<CheckResult> {
        let until = deadline.until.filter(|until| self.now >= *until || self.is_near(*until));
        let Some(until) = until else {
            warnings.extend(self.deprecated(deadline));
            let date = date(deadline.until?);
            return Some(self.result(deadline, Verdict::Pass, format!("the deadline of {deadline} is {date}")));
        };
        if self.now < until {
            let message = format!("the deadline of {deadline} is {}: {}", self.days_until(until), date(until));
            warnings.push(warning(deadline, message.clone()));
            return Some(self.result(deadline, Verdict::Pass, message));
        }
        let message = format!("the deadline of {deadline} has passed: {}", date(until));
        if self.plan.intent == Intent::Rollback {
            let message = format!("{message}; going back to an earlier release is not held up by it");
            return Some(self.result(deadline, Verdict::Pass, message));
        }
        let (verdict, message) = self.waived(deadline, message, warnings);
        if let Some(reason) = self.plan.break_glass.as_ref().filter(|_| verdict == Verdict::Fail) {
            let message = format!("{message}; the glass was broken: {reason}");
            let warning = Diagnostic::warning(codes::POLICY_BREAK_GLASS, message.clone()).with_help(&*deadline.help);
            warnings.push(placed(warning, deadline));
            return Some(self.result(deadline, Verdict::Pass, message));
        }
        Some(self.result(deadline, verdict, message))
    }

    /// A waiver is worth what its own deadline says.
    fn waived(&self, deadline: &Deadline, message: String, warnings: &mut Vec<Diagnostic>) -> (Verdict, String) {
        let rule = deadline.rule();
        let ours = |waiver: &&Waiver| {
            *waiver.rule == *rule && waiver.subject.as_ref().is_none_or(|subject| *subject == self.plan.subject)
        };
        // Of several the one that holds longest counts.
        let Some(waiver) = self.waivers.iter().filter(ours).max_by_key(|waiver| waiver.until) else {
            return (Verdict::Fail, message);
        };
        if self.now >= waiver.until {
            let ended = format!("{message}; {} answered for it until {}", waiver.owner, date(waiver.until));
            return (Verdict::Fail, ended);
        }
        if self.is_near(waiver.until) {
            let when = self.days_until(waiver.until);
            let message = format!("the deadline of the waiver of {rule} is {when}: {}", date(waiver.until));
            let warning = warning(deadline, message);
            warnings.push(match &waiver.at {
                Some(at) => warning.with_place(at.clone()),
                None => warning,
            });
        }
        let message = format!("{message}; {} answers for it until {}", waiver.owner, date(waiver.until));
        (Verdict::Waived { until: waiver.until }, message)
    }

    /// A version may be deprecated long before it may no longer be used.
    fn deprecated(&self, deadline: &Deadline) -> Option<Diagnostic> {
        let began = deadline.since.is_none_or(|since| since <= self.now);
        let is_path = deadline.kind == crate::model::DeadlineKind::GoldenPath;
        let reason = deadline.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let message = format!("the golden path {} is deprecated{reason}", deadline.name);
        let diagnostic = Diagnostic::warning(codes::PATH_DEPRECATED, message).with_help(&*deadline.help);
        (is_path && began).then(|| placed(diagnostic, deadline))
    }

    fn is_near(&self, until: Timestamp) -> bool {
        self.now.days_until(until) <= AHEAD
    }

    fn days_until(&self, until: Timestamp) -> String {
        match self.now.days_until(until) {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            days => format!("in {days} days"),
        }
    }

    fn result(&self, deadline: &Deadline, verdict: Verdict, message: String) -> CheckResult {
        let plan = self.plan;
        let mut result =
            CheckResult::new(deadline.rule(), plan.subject.clone(), plan.environment.clone(), verdict, message);
        result.help = Some(deadline.help.clone());
        result.at.clone_from(&deadline.at);
        result
    }
}

fn warning(deadline: &Deadline, message: String) -> Diagnostic {
    placed(Diagnostic::warning(codes::PATH_DEADLINE, message).with_help(&*deadline.help), deadline)
}

fn placed(diagnostic: Diagnostic, deadline: &Deadline) -> Diagnostic {
    match &deadline.at {
        Some(at) => diagnostic.with_place(at.clone()),
        None => diagnostic,
    }
}

fn date(at: Timestamp) -> String {
    let text = at.to_string();
    text.split('T').next().unwrap_or_default().to_owned()
}
