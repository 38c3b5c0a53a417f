### How well a survey was measured: the report.
