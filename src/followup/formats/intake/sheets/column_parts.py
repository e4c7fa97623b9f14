"""Parts of the names of columns: words that may stand around a name without changing what it means."""

DATE = r"(?:date|dates|timestamp|datum|fecha|data|dt|day|tag|jour|dia|when|time stamp|ts)"
ON = (
    rf"(?:(?:{DATE}|on|am|vom|le|el|em)(?: (?:of|de|du|der|des|da|do|d|la|las|il a|we|i|you|was|wurde|the))*)"
)
JOB = (
    r"(?:(?:job|open(?:ing)?|vacancy|stellen?|poste|emploi|offre|puesto|empleo|vaga|cargo|emprego|"
    r"trabajo|oferta)"
    r"(?:s|n)?)"
)
