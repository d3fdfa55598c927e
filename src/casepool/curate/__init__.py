"""From the answers of reviewers to agreement, adjudication and history."""
