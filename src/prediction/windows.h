// Plans the windows of a signal while it arrives, and turns their scores into rows. It does not use the samples themselves.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <queue>
#include <span>
#include <vector>

#include "affectus/prediction.h"
#include "base/project.h"
#include "prediction/neutral_shift.h"

namespace affectus {

/// Windows wait for each other only until this many samples are kept for them: about eight minutes.
inline constexpr std::size_t most_samples_together = std::size_t{512} * sample_rate_hz;

/// Samples [start, end) of the signal, scored as one utterance.
struct Window {
  std::size_t start = 0;
  std::size_t end = 0;
  std::size_t part = 0;      // the interval to which it belongs; 0 if there are none
  std::size_t position = 0;  // its place in the part
  bool last = false;         // of the part
};

/// Windows of equal length and distance over a stretch of the signal; the last one ends with the stretch, shifted left to
/// full length; a stretch shorter than a window is one window.
class AFFECTUS_PROJECT WindowSequence {
 public:
  /// In samples; window and hop are at least 1. `start` is the stretch's first sample.
  WindowSequence(std::size_t window, std::size_t hop, std::size_t start) : window_(window), hop_(hop), start_(start) {}

  /// The sample after the next full window.
  std::size_t next_end() const { return start_ + position_ * hop_ + window_; }
  /// The next full window, which the stretch is known to hold.
  Window take();
  /// Ends the stretch at `end`. True if there is a last window, which `window` receives.
  bool finish(std::size_t end, Window& window);

 private:
  std::size_t window_;
  std::size_t hop_;
  std::size_t start_;
  std::size_t position_ = 0;
};

/// The plan for one signal: windows over all of it, or the user's intervals.
class AFFECTUS_PROJECT WindowPlan {
 public:
  /// `longest_s` is the model's longest training input, which is the window if none is given. Throws Error(invalid_argument)
  /// for invalid intervals.
  WindowPlan(const PredictionOptions& options, double longest_s, std::vector<Interval> intervals);

  /// The signal has `samples` samples by now, at least as many as before. Appends the windows that can now be scored, in the
  /// order in which they end.
  void advance(std::size_t samples, std::vector<Window>& windows);
  /// Appends the window that would end the signal if it ended here, unless it was given; the signal goes on. Not with
  /// intervals.
  void add_tail(std::vector<Window>& windows);
  /// Ends the signal.
  void finish(std::vector<Window>& windows);

  /// How many more samples advance() needs for its next window: at least 1.
  std::size_t samples_to_next() const;
  /// No later window needs samples before this one.
  std::size_t needed_from() const { return samples_ > window_ ? samples_ - window_ : 0; }

  /// The largest number of samples that are kept while `together` windows wait: theirs, and those that a last window may
  /// need.
  std::size_t samples_kept(std::size_t together) const {
    return std::min(2 * window_ + (together - 1) * hop_, 2 * most_samples_together);
  }

  /// The score of a window. A part's scores come in the order of its windows.
  void add_score(const Window& window, EmotionSegment score);
  /// Appends the rows that are known and were not taken, shifted by the baseline: one for each window, or one for each
  /// interval, in the order of the intervals. An interval of several windows gets their average over speech. If an
  /// interval's window ends with the signal so far, its row waits for more samples or for the end of the signal, which may
  /// cut the interval.
  void take_rows(std::vector<EmotionSegment>& rows);

  /// Intervals that lie outside of the signal and get no row. Known after finish().
  const std::vector<Interval>& outside() const { return outside_; }
  /// Intervals that the end of the signal cuts by more than rounding. Known after finish().
  const std::vector<Interval>& cut() const { return cut_; }

 private:
  struct Part {
    Interval interval;
    std::size_t start = 0;  // samples
    std::size_t end = 0;
    std::vector<EmotionSegment> rows;  // known, while an earlier part's are not
    std::size_t given = 0;             // windows
    std::size_t scored = 0;
    std::size_t scored_until = 0;  // the end of the last of these
    bool is_over = false;          // no more windows come
    bool is_cut = false;           // the signal ended before it did

    bool is_complete() const { return is_over && scored == given; }
  };
  // An interval whose windows are being given.
  struct Open {
    std::size_t part;
    WindowSequence sequence;
    std::size_t next_end;  // the sample at which its next window is known
  };
  struct Later {
    bool operator()(const Open& a, const Open& b) const {
      return a.next_end != b.next_end ? a.next_end > b.next_end : a.part > b.part;
    }
  };
  void open_parts();
  void push_open(Open open);
  void give(std::size_t part, Window window, std::vector<Window>& windows);
  void finish_part(Open& open, std::vector<Window>& windows);
  void take_row(EmotionSegment row, std::vector<EmotionSegment>& rows);
  void take_row(EmotionSegment row, const Part& part, std::vector<EmotionSegment>& rows);

  bool average_;  // one row an interval
  bool has_intervals_;
  std::size_t window_;
  std::size_t hop_;
  std::size_t samples_ = 0;
  WindowSequence whole_;
  std::size_t tail_end_ = 0;  // of the last tail
  NeutralShift shift_;
  std::vector<Part> parts_;         // in the order in which they were given
  std::vector<std::size_t> order_;  // of parts, by start
  std::size_t next_part_ = 0;       // of order_, not open yet
  std::priority_queue<Open, std::vector<Open>, Later> open_;
  std::size_t taken_ = 0;             // parts whose rows were taken
  std::vector<EmotionSegment> rows_;  // of windows over the whole signal
  std::vector<Interval> outside_;
  std::vector<Interval> cut_;
};

/// How many windows are scored together: the number in the options, limited by most_samples_together.
AFFECTUS_PROJECT std::size_t windows_together(const PredictionOptions& options, double longest_s);

/// Averages several rows of the same model. Dimensions, familiarity, categories and embedding have the weight of length
/// times speech (of length alone if no row has speech), and speech has that of length. Start and end are the outermost.
/// `segments` is not empty.
AFFECTUS_PROJECT EmotionSegment average_over_speech(std::span<const EmotionSegment> segments);

}  // namespace affectus
