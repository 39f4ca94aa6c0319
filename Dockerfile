FROM python:3.13-slim

# Shapes Arabic, Hebrew and Indic names in the pictures; Pillow loads it where it is there.
RUN apt-get update && apt-get install -y --no-install-recommends libfribidi0 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --create-home --uid 1000 whosthis
WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY storage storage
RUN python3 -m venv .venv && .venv/bin/pip install --no-cache-dir .

USER whosthis
WORKDIR /home/whosthis
RUN mkdir data
VOLUME /home/whosthis/data
ENV DATABASE=/home/whosthis/data/whosthis.db
CMD ["/app/.venv/bin/whosthis"]
