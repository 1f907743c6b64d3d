(* The failure probability of a re-encrypted block (9.8): from subgaussian noise to the bound (4), and its value in
   each parameter set.

   The coins b and v are drawn by SMP.CBD; the delegation, both key pairs and the coins of ReEnc follow any law of
   which is known that it makes each coefficient of the noise subgaussian, b and v being given. *)
From Coq Require Import List ZArith Reals Lra Lia Bool.
From Emrshare Require Import Ring Scheme Bounds Correctness Samplers Sets Probability Fixed.
Import ListNotations.
Open Scope R_scope.

(* ---- psi ---- *)

Fixpoint all_bits (k : nat) : list (list bool) :=
  match k with
  | O => [[]]
  | S m => map (cons false) (all_bits m) ++ map (cons true) (all_bits m)
  end.

(* One value of SMP.CBD.2 for each string of 2 eta bits. *)
Definition cbd_outcomes (eta : nat) : list Z := flat_map (cbd_values eta 1) (all_bits (2 * eta)).

Definition psi (eta : nat) : (Z -> R) -> R := uniform (cbd_outcomes eta).

Lemma cbd_outcomes_some eta : cbd_outcomes eta <> [].
Proof.
  unfold cbd_outcomes.
  assert (H : all_bits (2 * eta) <> []).
  { generalize (2 * eta)%nat; intro k; induction k as [|k IH]; cbn; [discriminate|].
    destruct (all_bits k); [contradiction | discriminate]. }
  destruct (all_bits (2 * eta)); [contradiction | discriminate].
Qed.

Lemma psi_expectation eta : expectation (psi eta).
Proof. apply uniform_expectation, cbd_outcomes_some. Qed.

(* ---- the bound (4) ---- *)

(* The squares of 2 a_l + m_l. *)
Fixpoint energy (a M : list Z) : Z :=
  match a, M with
  | x :: a', m :: M' => ((2 * x + m) ^ 2 + energy a' M')%Z
  | _, _ => 0%Z
  end.

Section Bound.
Variable S : parameters.
Let n := n S.

(* (1 + epsilon)/(1 - epsilon) for epsilon = 2^-35.5 is less. *)
Definition smoothing : R := 1 + / 2 ^ 34.

(* What the mask's mean comes to at most. *)
Definition mask_mean : R := sqrt (IZR (Z.of_nat n * f2_max S)).

(* r of (4). *)
Definition coins_variance : R :=
  IZR (gs2_re S) * INR (eta S) / 2 + 4 * IZR (f2_max S) * (4 ^ t_re S - 1) / 12.

(* Of a coefficient of (3), b and v being given. *)
Definition variance (b v M : list Z) : R :=
  IZR (deviation S) ^ 2 * (IZR (energy v M) + IZR (energy b (repeat 0%Z n))) + coins_variance.

Definition term (tau : R) (m x : Z) : R := exp (tau ^ 2 * IZR (deviation S) ^ 2 / 2 * IZR ((2 * x + m) ^ 2)).
Definition moment (tau : R) (m : Z) : R := psi (eta S) (term tau m).
Definition worst_moment (tau : R) : R := Rmax (moment tau 0) (moment tau 1).

Definition bound4 (tau : R) : R :=
  2 * INR n * smoothing * exp (- (tau * (IZR (q S) / 2 - mask_mean))) *
  moment tau 0 ^ n * worst_moment tau ^ n * exp (tau ^ 2 * coins_variance / 2).

Section Block.
Variables (M : list Z) (Omega : Type) (K : (Omega -> R) -> R) (N : list Z -> list Z -> Omega -> list Z).
Hypothesis (M_length : length M = n) (M_bits : Forall (fun m => m = 0 \/ m = 1)%Z M).
Hypothesis K_expectation : expectation K.
Hypothesis N_subgaussian : forall b v i, length b = n -> length v = n -> (i < n)%nat ->
  subgaussian K (fun w => IZR (coef (N b v w) i)) smoothing mask_mean (variance b v M).

(* A block: b, v, and all else. *)
Definition block : (list Z * (list Z * Omega) -> R) -> R :=
  chain (vector n (psi (eta S))) (fun _ => chain (vector n (psi (eta S))) (fun _ => K)).

Lemma block_expectation : expectation block.
Proof.
  apply chain_expectation; [apply vector_expectation, psi_expectation | intro].
  apply chain_expectation; [apply vector_expectation, psi_expectation | intro; assumption].
Qed.

Lemma term_pos tau m x : 0 <= term tau m x.
Proof. apply Rlt_le, exp_pos. Qed.

Lemma terms tau M' a : length a = length M' ->
  product (map (term tau) M') a = exp (tau ^ 2 * IZR (deviation S) ^ 2 / 2 * IZR (energy a M')).
Proof.
  revert a; induction M' as [|m M' IH]; intros [|x a] H; cbn [length map product energy] in *; try discriminate.
  - rewrite Rmult_0_r, exp_0; reflexivity.
  - rewrite IH by lia; unfold term; rewrite <- exp_plus, plus_IZR; f_equal; ring.
Qed.

Lemma terms_mean tau bound M' : 0 <= bound -> Forall (fun m => moment tau m <= bound) M' ->
  vector (length M') (psi (eta S)) (product (map (term tau) M')) <= bound ^ length M'.
Proof.
  intros Hb H; rewrite <- (map_length (term tau) M').
  apply independent_product; [apply psi_expectation | assumption |].
  apply Forall_map; eapply Forall_impl; [|exact H]; intros m Hm; split; [intro; apply term_pos | exact Hm].
Qed.

Lemma moment_nonneg tau m : 0 <= moment tau m.
Proof. apply (mean_nonneg _ (psi (eta S)) (term tau m)); [apply psi_expectation | intro; apply term_pos]. Qed.

Definition exponential_mean (tau : R) : R :=
  smoothing * exp (tau * mask_mean + tau ^ 2 * coins_variance / 2) * moment tau 0 ^ n * worst_moment tau ^ n.

Lemma noise_moment theta tau i : Rabs theta = tau -> (i < n)%nat ->
  block (fun x => exp (theta * IZR (coef (N (fst x) (fst (snd x)) (snd (snd x))) i))) <= exponential_mean tau.
Proof.
  intros Htheta Hi; unfold block, chain; cbn [fst snd].
  assert (T2 : theta * theta = tau ^ 2) by (rewrite <- Htheta; unfold Rabs; destruct (Rcase_abs theta); ring).
  pose proof (vector_expectation _ n _ (psi_expectation (eta S))) as V.
  set (c := smoothing * exp (tau * mask_mean + tau ^ 2 * coins_variance / 2)).
  set (Z0 := repeat 0%Z n); assert (Z0_length : length Z0 = n) by apply repeat_length.
  assert (0 <= c) by (unfold c, smoothing; pose proof (exp_pos (tau * mask_mean + tau ^ 2 * coins_variance / 2)); nra).
  assert (W0 : moment tau 0 <= worst_moment tau) by apply Rmax_l.
  assert (W1 : moment tau 1 <= worst_moment tau) by apply Rmax_r.
  pose proof (moment_nonneg tau 0).
  apply Rle_trans with (vector n (psi (eta S)) (fun b => c * worst_moment tau ^ n * product (map (term tau) Z0) b)).
  - apply vector_le; [apply psi_expectation|]; intros b Hb.
    set (B := product (map (term tau) Z0) b); assert (EB : B = exp (tau ^ 2 * IZR (deviation S) ^ 2 / 2 * IZR (energy b Z0)))
      by (apply terms; lia).
    apply Rle_trans with (vector n (psi (eta S)) (fun v => c * B * product (map (term tau) M) v)).
    + apply vector_le; [apply psi_expectation|]; intros v Hv.
      eapply Rle_trans; [apply (N_subgaussian b v i Hb Hv Hi)|].
      rewrite terms, EB, T2, Htheta by lia; unfold c, variance; fold Z0.
      rewrite !Rmult_assoc, <- !exp_plus; apply Req_le; f_equal; f_equal; field.
    + rewrite (mean_scale V).
      assert (vector n (psi (eta S)) (product (map (term tau) M)) <= worst_moment tau ^ n).
      { rewrite <- M_length; apply terms_mean; [lra|].
        eapply Forall_impl; [|exact M_bits]; intros m [->| ->]; assumption. }
      assert (0 <= B) by (rewrite EB; apply Rlt_le, exp_pos); assert (0 <= c * B) by (apply Rmult_le_pos; assumption); nra.
  - rewrite (mean_scale V); unfold exponential_mean; fold c.
    assert (vector n (psi (eta S)) (product (map (term tau) Z0)) <= moment tau 0 ^ n).
    { rewrite <- Z0_length at 1 2; apply terms_mean; [assumption|].
      apply Forall_forall; intros m Hm; apply repeat_spec in Hm as ->; lra. }
    assert (0 <= c * worst_moment tau ^ n) by (apply Rmult_le_pos; [assumption | apply pow_le; lra]); nra.
Qed.

(* Coefficient i of the noise is not below q/2. *)
Definition wraps (i : nat) (x : list Z * (list Z * Omega)) : bool :=
  (q S <=? 2 * Z.abs (coef (N (fst x) (fst (snd x)) (snd (snd x))) i))%Z.

Theorem failure_bound tau : 0 <= tau ->
  probability block (fun x => existsb (fun i => wraps i x) (seq 0 n)) <= bound4 tau.
Proof.
  intro Htau; eapply Rle_trans.
  - apply (union_bound _ _ wraps n (2 * exponential_mean tau * exp (- (tau * (IZR (q S) / 2))))); [apply block_expectation|].
    intros i Hi; apply (chernoff _ block (fun x => IZR (coef (N (fst x) (fst (snd x)) (snd (snd x))) i)));
      [apply block_expectation | assumption | | |].
    + intros x Hx; unfold wraps in Hx; apply Z.leb_le, IZR_le in Hx; rewrite mult_IZR, abs_IZR in Hx; lra.
    + apply noise_moment; [apply Rabs_pos_eq|]; assumption.
    + apply noise_moment; [rewrite Rabs_Ropp; apply Rabs_pos_eq|]; assumption.
  - unfold exponential_mean, bound4; apply Req_le.
    replace (exp (- (tau * (IZR (q S) / 2 - mask_mean))))
      with (exp (tau * mask_mean) * exp (- (tau * (IZR (q S) / 2)))) by (rewrite <- exp_plus; f_equal; ring).
    rewrite exp_plus; ring.
Qed.

End Block.
End Bound.

(* ---- its values ---- *)

Section Values.
Variables (S : parameters) (t : Z) (k : nat).   (* tau = 1/t; n = 2^k *)

Definition squares_of (m x : Z) : Z := (deviation S * deviation S * (2 * x + m) ^ 2)%Z.

Definition moment_up (m : Z) : Z :=
  divided (total (map (fun x => exponential (squares_of m x) (2 * (t * t))) (cbd_outcomes (eta S))))
          (Z.of_nat (length (cbd_outcomes (eta S)))).

(* 12 t^2 times the exponents of the two exponentials of (4). *)
Definition exponent_up : Z :=
  (3 * gs2_re S * Z.of_nat (eta S) + 2 * f2_max S * (4 ^ Z.of_nat (t_re S) - 1) -
   6 * t * (q S - 2 * (Z.sqrt (Z.of_nat (n S) * f2_max S) + 1)))%Z.

Definition bound4_up : Z :=
  let m_0 := moment_up 0 in
  multiplied (multiplied (exponential exponent_up (12 * (t * t))) (squared k m_0))
    (squared k (Z.max m_0 (moment_up 1))).

Definition small_enough (a d : Z) : bool := (a <? d * 2 ^ Z.of_nat halvings)%Z.

Definition bound4_check (bits : nat) : bool :=
  (0 <? t)%Z && (n S =? 2 ^ k)%nat && (0 <=? f2_max S)%Z &&
  forallb (fun x => small_enough (squares_of 0 x) (2 * (t * t))) (cbd_outcomes (eta S)) &&
  forallb (fun x => small_enough (squares_of 1 x) (2 * (t * t))) (cbd_outcomes (eta S)) &&
  small_enough exponent_up (12 * (t * t)) &&
  (2 * Z.of_nat (n S) * (2 ^ 34 + 1) * bound4_up * 2 ^ Z.of_nat bits <=? 2 ^ 34 * unit)%Z.

Lemma moment_below m : (0 < t)%Z ->
  forallb (fun x => small_enough (squares_of m x) (2 * (t * t))) (cbd_outcomes (eta S)) = true ->
  below (moment S (/ IZR t) m) (moment_up m).
Proof.
  intros Ht H; rewrite forallb_forall in H; unfold moment, psi, moment_up.
  apply below_uniform; [apply cbd_outcomes_some |]; intros x Hx.
  specialize (H x Hx); apply Z.ltb_lt in H.
  assert (0 < IZR t) by (apply IZR_lt; assumption).
  replace (term S (/ IZR t) m x) with (exp (IZR (squares_of m x) / IZR (2 * (t * t)))).
  - apply below_exponential; [nia | exact H].
  - unfold term, squares_of; f_equal; rewrite !mult_IZR; field; lra.
Qed.

Lemma mask_mean_up : (0 <= f2_max S)%Z ->
  mask_mean S <= IZR (Z.sqrt (Z.of_nat (n S) * f2_max S) + 1).
Proof.
  intro H; unfold mask_mean; set (X := (Z.of_nat (n S) * f2_max S)%Z); assert (HX : (0 <= X)%Z) by (unfold X; nia).
  pose proof (Z.sqrt_spec X HX) as [_ Hs]; pose proof (Z.sqrt_nonneg X); unfold Z.succ in Hs.
  rewrite <- (sqrt_square (IZR (Z.sqrt X + 1))) by (apply IZR_le; lia).
  apply sqrt_le_1_alt; rewrite <- mult_IZR; apply IZR_le; lia.
Qed.

Lemma exp_monotone x y : x <= y -> exp x <= exp y.
Proof. intros [H| ->]; [apply Rlt_le, exp_increasing, H | apply Rle_refl]. Qed.

Lemma exponent_below : (0 < t)%Z -> (0 <= f2_max S)%Z -> small_enough exponent_up (12 * (t * t)) = true ->
  below (exp (- (/ IZR t * (IZR (q S) / 2 - mask_mean S)) + (/ IZR t) ^ 2 * coins_variance S / 2))
    (exponential exponent_up (12 * (t * t))).
Proof.
  intros Ht Hf H; apply Z.ltb_lt in H; assert (T : 0 < IZR t) by (apply IZR_lt; assumption).
  pose proof (mask_mean_up Hf) as Hm; assert (0 < / IZR t) by (apply Rinv_0_lt_compat; assumption).
  destruct (below_exponential exponent_up (12 * (t * t)) ltac:(nia) H) as [_ Hu].
  split; [apply Rlt_le, exp_pos|]; eapply Rle_trans; [apply exp_monotone | exact Hu].
  apply Rle_trans with
    (- (/ IZR t * (IZR (q S) / 2 - IZR (Z.sqrt (Z.of_nat (n S) * f2_max S) + 1))) + (/ IZR t) ^ 2 * coins_variance S / 2).
  - apply Rplus_le_compat_r, Ropp_le_contravar, Rmult_le_compat_l; lra.
  - unfold exponent_up, coins_variance; rewrite INR_IZR_INZ, pow_IZR.
    set (E := (4 ^ Z.of_nat (t_re S))%Z); set (r := (Z.sqrt (Z.of_nat (n S) * f2_max S) + 1)%Z).
    rewrite !minus_IZR, !plus_IZR, !mult_IZR, !minus_IZR, !mult_IZR; apply Req_le; field; lra.
Qed.

Lemma failure_within m up g bits x : (0 <= m)%Z -> (0 < g)%Z ->
  (2 * m * (2 ^ 34 + 1) * up * 2 ^ Z.of_nat bits <= 2 ^ 34 * g)%Z -> x <= IZR up / IZR g ->
  2 * IZR m * smoothing * x <= / 2 ^ bits.
Proof.
  intros Hm Hg H Hx; apply IZR_le in Hm, H; apply IZR_lt in Hg.
  rewrite !mult_IZR, plus_IZR, <- (pow_IZR 2 bits) in H.
  change (2 ^ 34)%Z with (2 ^ Z.of_nat 34)%Z in H; rewrite <- (pow_IZR 2 34) in H; unfold smoothing.
  assert (P : 0 < 2 ^ 34) by (apply pow_lt; lra); assert (Q : 0 < 2 ^ bits) by (apply pow_lt; lra).
  set (e := 2 ^ 34) in *; set (h := 2 ^ bits) in *; clearbody e h.
  apply Rle_trans with (2 * IZR m * (1 + / e) * (IZR up / IZR g)).
  - apply Rmult_le_compat_l; [|exact Hx]; assert (0 < / e) by (apply Rinv_0_lt_compat; assumption); nra.
  - apply Rmult_le_reg_r with (e * IZR g * h); [apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat|]; assumption|].
    replace (/ h * (e * IZR g * h)) with (e * IZR g) by (field; lra).
    replace (2 * IZR m * (1 + / e) * (IZR up / IZR g) * (e * IZR g * h)) with (2 * IZR m * (e + 1) * IZR up * h) by (field; lra).
    exact H.
Qed.

Lemma bound4_value bits : bound4_check bits = true -> bound4 S (/ IZR t) <= / 2 ^ bits.
Proof.
  unfold bound4_check; rewrite !andb_true_iff, Z.ltb_lt, Nat.eqb_eq, !Z.leb_le.
  intros ((((((Ht & Hn) & Hf) & H0) & H1) & He) & H).
  pose proof (moment_below 0 Ht H0) as B0; pose proof (moment_below 1 Ht H1) as B1.
  pose proof (exponent_below Ht Hf He) as BE.
  assert (B : below
    (exp (- (/ IZR t * (IZR (q S) / 2 - mask_mean S)) + (/ IZR t) ^ 2 * coins_variance S / 2) *
     moment S (/ IZR t) 0 ^ n S * worst_moment S (/ IZR t) ^ n S) bound4_up).
  { unfold bound4_up; cbv zeta; rewrite Hn; repeat apply below_multiplied.
    - exact BE.
    - apply below_squared; exact B0.
    - apply below_squared, below_max; [exact B0 | exact B1]. }
  destruct B as [_ B]; rewrite exp_plus in B; unfold bound4; rewrite INR_IZR_INZ.
  eapply Rle_trans; [|apply (failure_within (Z.of_nat (n S)) bound4_up unit bits _ ltac:(lia) unit_positive H B)].
  apply Req_le; ring.
Qed.
End Values.

(* The least of the bound is near these 1/tau; 2.3 has the exponents. *)
Definition failure_bounds : list (parameters * (Z * nat * nat)) :=
  [(toy_64, (40460, 6%nat, 57%nat)); (small_256, (233940, 8%nat, 82%nat));
   (std_1024, (1627018, 10%nat, 149%nat)); (high_2048, (4508000, 11%nat, 141%nat))]%Z.

Theorem failure_bounds_hold S t k bits : In (S, (t, k, bits)) failure_bounds -> bound4 S (/ IZR t) <= / 2 ^ bits.
Proof.
  intro H; apply (bound4_value S t k).
  assert (C : forallb (fun '(P, (t, k, bits)) => bound4_check P t k bits) failure_bounds = true)
    by (vm_cast_no_check (eq_refl true)).
  rewrite forallb_forall in C; exact (C _ H).
Qed.

(* ---- the corrected profile ---- *)

Record delegated := {
  f_A : list Z; e_B : list Z; r_B : list Z; r_B_inv : list Z;   (* d = f_A + p e_B *)
  f_B : list Z; f_B_inv : list Z; pk_A : list Z; pk_B : list Z; (* of the requester: one-time keys *)
  y : list Z; w_B : list Z;                                     (* y = d pk_A, w_B = f_B pk_B *)
  b' : list Z; v' : list Z                                      (* coins of ReEnc *)
}.

Section Requester.
Variables (S : parameters) (M : list Z) (Omega : Type) (K : (Omega -> R) -> R) (D : Omega -> delegated).
Let n := n S.
Let q := q S.

Definition d_of (x : delegated) : list Z := printed_d n 2 (f_A x) (e_B x).

Definition rk_of (x : delegated) : list Z :=
  rekeygen_cloud n q (rekeygen_requester n q (rekeygen_owner n q 2 (f_A x) (e_B x) (r_B x)) (f_B_inv x)) (r_B_inv x).

Definition valid (x : delegated) : Prop :=
  inverses n q (r_B x) (r_B_inv x) /\ inverses n q (f_B x) (f_B_inv x) /\ eqm n 2 (d_of x) one /\
  eqm n q (mul n (d_of x) (pk_A x)) (y x) /\ eqm n q (mul n (f_B x) (pk_B x)) (w_B x).

(* (3) *)
Definition noise_of (b v : list Z) (w : Omega) : list Z :=
  let x := D w in reencrypted_noise n 2 (f_A x) (e_B x) (f_B x) (y x) (w_B x) b v M (b' x) (v' x).

(* What the requester decrypts. *)
Definition decrypted (b v : list Z) (w : Omega) : list Z :=
  let x := D w in
  dec n q 2 (f_B x) (corrected_reenc n q 2 (rk_of x) (pk_B x) (enc n q 2 (pk_A x) M b v) (b' x) (v' x)).

Definition fails (x : list Z * (list Z * Omega)) : bool := negb (same (decrypted (fst x) (fst (snd x)) (snd (snd x))) M).

Theorem requester_fails_rarely t k bits : In (S, (t, k, bits)) failure_bounds ->
  message n 2 M -> expectation K -> (forall w, valid (D w)) ->
  (forall b v i, length b = n -> length v = n -> (i < n)%nat ->
     subgaussian K (fun w => IZR (coef (noise_of b v w) i)) smoothing (mask_mean S) (variance S b v M)) ->
  probability (block S Omega K) fails <= / 2 ^ bits.
Proof.
  intros HS HM HK HD HN.
  assert (Hin : In S sets) by exact (in_map fst _ _ HS).
  destruct (proj1 (Forall_forall _ _) sets_well_formed S Hin) as (Hn & Hprime & Hodd & _).
  assert (Hqpos : (0 < q)%Z) by (unfold q; destruct Hprime; lia).
  destruct HM as [Ml Mr].
  apply Rle_trans with (bound4 S (/ IZR t)); [|apply (failure_bounds_hold S t k bits HS)].
  eapply Rle_trans; [|apply (failure_bound S M Omega K noise_of); try assumption].
  - apply (mean_le (block_expectation S Omega K HK)); intros [b [v w]]; unfold fails; cbn [fst snd].
    destruct (same (decrypted b v w) M) eqn:Eq; cbn [negb indicator];
      [destruct (existsb _ _); cbn [indicator]; lra|].
    destruct (existsb _ _) eqn:Ex; cbn [indicator]; [lra | exfalso].
    enough (decrypted b v w = M) as E by (rewrite E in Eq; rewrite (proj2 (same_correct M M) eq_refl) in Eq; discriminate).
    destruct (HD w) as (Hr & Hf & Hd & Hy & Hw); unfold decrypted, rk_of.
    eapply corrected_lemma2; try eassumption; try reflexivity; [split; assumption|].
    fold (noise_of b v w); intros i Hi.
    destruct (Z.ltb_spec (2 * Z.abs (coef (noise_of b v w) i)) q) as [|Hge]; [assumption|].
    exfalso; enough (existsb (fun i => wraps S Omega noise_of i (b, (v, w))) (seq 0 n) = true) as F
      by (pose proof (eq_trans (eq_sym F) Ex) as X; discriminate X).
    apply existsb_exists; exists i; split; [apply in_seq; lia | apply Z.leb_le; exact Hge].
  - apply Forall_forall; intros m Hm; apply (In_nth _ _ 0%Z) in Hm as (i & _ & <-); specialize (Mr i); unfold coef in Mr; lia.
  - assert (C : forallb (fun '(_, (t, _, _)) => 0 <? t)%Z failure_bounds = true) by reflexivity.
    rewrite forallb_forall in C; specialize (C _ HS); apply Z.ltb_lt in C.
    assert (0 < IZR t) by (apply IZR_lt, C).
    apply Rlt_le, Rinv_0_lt_compat; assumption.
Qed.
End Requester.
