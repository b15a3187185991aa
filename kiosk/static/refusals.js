// Where a refusal leads: to the number that there is already, back to the page that can mend it, or to plain words.
const ANEW = ["unknown_appointment", "no_appointment"];

/** The stage behind a refused request; `stage` is the one that asked, `request` what was asked. */
export function refused(problem, stage, request) {
  if (problem.ticket) return { page: "existing", problem };
  if (ANEW.includes(problem.code)) return { page: "check-in", told: problem };
  if (problem.code === "card_expired") return { ...stage, told: problem };
  if (problem.code === "identity_required") return { page: "identity", request, told: problem };
  if (problem.code === "invalid" && stage.page === "identity") return { ...stage, told: problem };
  return { page: "trouble", problem };
}
